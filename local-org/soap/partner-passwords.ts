/** setPassword and resetPassword of the SOAP partner API. */
import { childText } from '../http/xml.ts';
import { resetPassword, setPassword } from '../rest/passwords.ts';
import type { PartnerOperation } from './partner-call.ts';
import { typedElement } from './schema-elements.ts';

export const PASSWORD_OPERATIONS: Readonly<Record<string, PartnerOperation>> = {
  setPassword(call, operation) {
    setPassword(call, childText(operation, 'userId') ?? '', childText(operation, 'password') ?? '');
    return [typedElement('result', 'SetPasswordResult', {})];
  },
  resetPassword(call, operation) {
    const password = resetPassword(call, childText(operation, 'userId') ?? '');
    return [typedElement('result', 'ResetPasswordResult', { password })];
  },
};
