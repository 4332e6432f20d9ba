/** Parameters of an OAuth request, from the form body or the query string, as Salesforce takes either. */
import type { ApiRequest } from '../http/message.ts';

export function formParameters(request: ApiRequest): URLSearchParams {
  const type = request.headers['content-type'] ?? '';
  const form = new URLSearchParams(request.query);
  if (request.body.isEmpty || !type.startsWith('application/x-www-form-urlencoded')) return form;
  for (const [name, value] of new URLSearchParams(request.body.bytes.toString('utf8'))) {
    form.set(name, value);
  }
  return form;
}
