/** Every path that the local org answers, and with what. */
import {
  cloneDashboard,
  dashboardResults,
  dashboardStatus,
  deleteDashboard,
  describeDashboard,
  listDashboards,
  refreshDashboard,
} from './analytics/dashboards.ts';
import {
  deleteInstance,
  instanceResult,
  listInstances,
  startInstance,
} from './analytics/report-instances.ts';
import {
  analyticsResources,
  createReport,
  deleteReport,
  describeReport,
  executeReport,
  listReports,
  saveReport,
} from './analytics/reports.ts';
import {
  changeIngestJob,
  createIngestJob,
  failedResults,
  successfulResults,
  unprocessedRecords,
  uploadRows,
} from './bulk/ingest-v2.ts';
import { deleteJob, getJob, listJobs } from './bulk/jobs-v2.ts';
import { changeQueryJob, createQueryJob, queryResults } from './bulk/query-v2.ts';
import { cometd } from './events/cometd.ts';
import { pushEvents } from './events/generic-channels.ts';
import type { RouteTable } from './http/router.ts';
import { authorize, consent, CONSENT_PATH } from './oauth/authorize.ts';
import { keySet, openIdConfiguration } from './oauth/discovery.ts';
import { identity, userInfo } from './oauth/identity.ts';
import { login } from './oauth/login.ts';
import { introspect, revoke } from './oauth/revoke.ts';
import { token } from './oauth/token.ts';
import type { DataHandler, OpenHandler } from './platform.ts';
import { apexClassSoap } from './soap/apex-class.ts';
import { classWsdl } from './soap/class-wsdl.ts';
import { apexSoap } from './soap/execute-anonymous.ts';
import { metadataSoap } from './soap/metadata.ts';
import { partner } from './soap/partner.ts';
import { partnerWsdl } from './soap/partner-wsdl.ts';
import { batch } from './rest/batch.ts';
import { deleted, updated } from './rest/changes.ts';
import {
  createRecords,
  deleteRecords,
  retrieveRecords,
  updateRecords,
  upsertRecords,
} from './rest/collections.ts';
import { composite, compositeResources } from './rest/composite.ts';
import { basicInformation, describe, globalDescribe } from './rest/describe.ts';
import { graph } from './rest/graph.ts';
import {
  approvalLayouts,
  compactLayouts,
  layouts,
  namedLayouts,
  primaryCompactLayout,
  recordTypeLayout,
} from './rest/layouts.ts';
import { limits, recordCount } from './rest/limits.ts';
import { describeListView, listView, listViewResults, listViews } from './rest/list-views.ts';
import { passwordStatus, resetPasswordByRest, setPasswordByRest } from './rest/passwords.ts';
import { nextPage, query, queryAll } from './rest/query.ts';
import { recent } from './rest/recent.ts';
import { rowPath } from './rest/row-paths.ts';
import { createRow, deleteRow, getRow, updateRow } from './rest/rows.ts';
import { parameterizedSearch, search } from './rest/search.ts';
import { tabs, theme } from './rest/tabs.ts';
import {
  executeAnonymousByRest,
  tooling,
  toolingDescribe,
  toolingGlobalDescribe,
  toolingNextPage,
  toolingQuery,
  toolingResources,
  toolingRow,
} from './tooling/tooling.ts';
import { completions } from './tooling/completions.ts';
import { runTestsAsynchronous, runTestsSynchronous } from './tooling/test-runs.ts';
import { tree } from './rest/tree.ts';
import { communities, resources, versions } from './rest/versions.ts';

/** Needs no session of the Data API. */
export const OPEN_ROUTES: RouteTable<OpenHandler> = {
  '/': { GET: login, POST: login },
  [CONSENT_PATH]: { GET: consent, POST: consent },
  '/.well-known/openid-configuration': { GET: openIdConfiguration },
  '/id/keys': { GET: keySet },
  '/id/:org/:user': { GET: identity, POST: identity },
  '/services/oauth2/authorize': { GET: authorize, POST: authorize },
  '/services/oauth2/token': { GET: token, POST: token },
  '/services/oauth2/revoke': { GET: revoke, POST: revoke },
  '/services/oauth2/introspect': { GET: introspect, POST: introspect },
  '/services/oauth2/userinfo': { GET: userInfo, POST: userInfo },
  '/services/Soap/u/:version': { POST: partner },
  '/services/Soap/u/:version/:org': { POST: partner },
  '/services/Soap/m/:version': { POST: metadataSoap },
  '/services/Soap/m/:version/:org': { POST: metadataSoap },
  '/services/Soap/s/:version': { POST: apexSoap },
  '/services/Soap/s/:version/:org': { POST: apexSoap },
  '/services/Soap/class/:name': { POST: apexClassSoap },
  '/services/Soap/class/:namespace/:name': { POST: apexClassSoap },
  '/services/wsdl/partner': { GET: partnerWsdl },
  '/services/wsdl/class/:name': { GET: classWsdl },
  '/services/wsdl/class/:namespace/:name': { GET: classWsdl },
  '/cometd/:version': { POST: cometd },
  '/cometd/:version/:step': { POST: cometd },
  '/services/data': { GET: versions },
};

/** Below `/services/data/vXX.X`. */
export const DATA_ROUTES: RouteTable<DataHandler> = {
  '/': { GET: resources },
  '/query': { GET: query },
  '/query/:locator': { GET: nextPage },
  '/queryAll': { GET: queryAll },
  '/queryAll/:locator': { GET: nextPage },
  '/sobjects': { GET: globalDescribe },
  '/sobjects/:object': { GET: basicInformation, POST: createRow },
  '/sobjects/:object/describe': { GET: describe },
  '/sobjects/:object/describe/layouts': { GET: layouts },
  '/sobjects/:object/describe/layouts/:recordType': { GET: recordTypeLayout },
  '/sobjects/:object/describe/namedLayouts/:name': { GET: namedLayouts },
  '/sobjects/:object/describe/compactLayouts': { GET: compactLayouts },
  '/sobjects/:object/describe/compactLayouts/primary': { GET: primaryCompactLayout },
  '/sobjects/:object/describe/approvalLayouts': { GET: approvalLayouts },
  '/sobjects/:object/listviews': { GET: listViews },
  '/sobjects/:object/listviews/:view': { GET: listView },
  '/sobjects/:object/listviews/:view/describe': { GET: describeListView },
  '/sobjects/:object/listviews/:view/results': { GET: listViewResults },
  '/sobjects/:object/updated': { GET: updated },
  '/sobjects/:object/deleted': { GET: deleted },
  '/sobjects/StreamingChannel/:id/push': { POST: pushEvents },
  '/sobjects/:object/:id/password': {
    GET: passwordStatus,
    POST: setPasswordByRest,
    DELETE: resetPasswordByRest,
  },
  '/sobjects/:object/:id': { GET: getRow, PATCH: updateRow, DELETE: deleteRow },
  '/sobjects/:object/:key/*path': { GET: rowPath, PATCH: rowPath, DELETE: rowPath },
  '/connect/communities': { GET: communities },
  '/composite': { GET: compositeResources, POST: composite },
  '/composite/batch': { POST: batch },
  '/composite/graph': { POST: graph },
  '/composite/tree/:object': { POST: tree },
  '/composite/sobjects': { POST: createRecords, PATCH: updateRecords, DELETE: deleteRecords },
  '/composite/sobjects/:object': { GET: retrieveRecords, POST: retrieveRecords },
  '/composite/sobjects/:object/:field': { PATCH: upsertRecords },
  '/analytics': { GET: analyticsResources },
  '/analytics/reports': { GET: listReports, POST: createReport },
  '/analytics/reports/:report': {
    GET: executeReport,
    POST: executeReport,
    PATCH: saveReport,
    DELETE: deleteReport,
  },
  '/analytics/reports/:report/describe': { GET: describeReport },
  '/analytics/reports/:report/instances': { GET: listInstances, POST: startInstance },
  '/analytics/reports/:report/instances/:instance': {
    GET: instanceResult,
    DELETE: deleteInstance,
  },
  '/analytics/dashboards': { GET: listDashboards, POST: cloneDashboard },
  '/analytics/dashboards/:dashboard': {
    GET: dashboardResults,
    POST: dashboardResults,
    PUT: refreshDashboard,
    DELETE: deleteDashboard,
  },
  '/analytics/dashboards/:dashboard/describe': { GET: describeDashboard },
  '/analytics/dashboards/:dashboard/status': { GET: dashboardStatus },
  '/jobs/ingest': { GET: listJobs('ingest'), POST: createIngestJob },
  '/jobs/ingest/:job': {
    GET: getJob('ingest'),
    PATCH: changeIngestJob,
    DELETE: deleteJob('ingest'),
  },
  '/jobs/ingest/:job/batches': { PUT: uploadRows },
  '/jobs/ingest/:job/successfulResults': { GET: successfulResults },
  '/jobs/ingest/:job/failedResults': { GET: failedResults },
  '/jobs/ingest/:job/unprocessedrecords': { GET: unprocessedRecords },
  '/jobs/ingest/:job/unprocessedRecords': { GET: unprocessedRecords },
  '/jobs/query': { GET: listJobs('query'), POST: createQueryJob },
  '/jobs/query/:job': {
    GET: getJob('query'),
    PATCH: changeQueryJob,
    DELETE: deleteJob('query'),
  },
  '/jobs/query/:job/results': { GET: queryResults },
  '/limits': { GET: limits },
  '/limits/recordCount': { GET: recordCount },
  '/recent': { GET: recent },
  '/search': { GET: search },
  '/parameterizedSearch': { GET: parameterizedSearch, POST: parameterizedSearch },
  '/tabs': { GET: tabs },
  '/theme': { GET: theme },
  '/tooling': { GET: toolingResources },
  '/tooling/completions': { GET: completions },
  '/tooling/executeAnonymous': { GET: executeAnonymousByRest },
  '/tooling/runTestsAsynchronous': { POST: runTestsAsynchronous },
  '/tooling/runTestsSynchronous': { POST: runTestsSynchronous },
  '/tooling/query': { GET: toolingQuery },
  '/tooling/query/:locator': { GET: toolingNextPage },
  '/tooling/sobjects': { GET: toolingGlobalDescribe },
  '/tooling/composite': { POST: composite },
  '/tooling/composite/batch': { POST: batch },
  '/tooling/composite/tree/:object': { POST: tooling(tree) },
  '/tooling/composite/sobjects': {
    POST: tooling(createRecords),
    PATCH: tooling(updateRecords),
    DELETE: tooling(deleteRecords),
  },
  '/tooling/composite/sobjects/:object': {
    GET: tooling(retrieveRecords),
    POST: tooling(retrieveRecords),
  },
  '/tooling/search': { GET: tooling(search) },
  '/tooling/parameterizedSearch': {
    GET: tooling(parameterizedSearch),
    POST: tooling(parameterizedSearch),
  },
  '/tooling/sobjects/:object': { GET: tooling(basicInformation), POST: tooling(createRow) },
  '/tooling/sobjects/:object/describe': { GET: toolingDescribe },
  '/tooling/sobjects/:object/:id': {
    GET: toolingRow,
    PATCH: tooling(updateRow),
    DELETE: tooling(deleteRow),
  },
  '/tooling/sobjects/:object/:key/*path': { GET: tooling(rowPath) },
};
