/** The Apex classes that every local org has. */
import type { ApexClassSource } from '../apex-class.ts';
import { ACCOUNT_SERVICE } from './account-service.ts';
import { CASE_PORTAL } from './case-portal.ts';
import { JSFORCE_TEST_APEX_REST } from './jsforce-test-apex-rest.ts';
import { apexSource } from './apex-source.ts';
import { REVENUE_REPORT } from './revenue-report.ts';
import { STAFF_DIRECTORY } from './staff-directory.ts';

export const SHIPPED_CLASSES: readonly ApexClassSource[] = [
  STAFF_DIRECTORY,
  REVENUE_REPORT,
  CASE_PORTAL,
  JSFORCE_TEST_APEX_REST,
  ACCOUNT_SERVICE,
  // Run from their source: they are what test runs are tried on.
  { body: apexSource('JSforceTestLogic'), methods: {} },
  { body: apexSource('JSforceTestLogicTest'), methods: {} },
];
