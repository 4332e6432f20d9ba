/** `/tooling/completions`: what an editor may offer. Apex: the org's own classes; Visualforce: the common components. */
import { apexClasses } from '../apex/apex-classes.ts';
import { symbolTable } from '../apex/source/symbol-table.ts';
import { SalesforceError } from '../errors.ts';
import { ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';

export function completions(call: DataCall): ApiResponse {
  const type = call.request.query.get('type')?.toLowerCase();
  if (type === 'apex') return ok({ publicDeclarations: declarations(call) });
  if (type === 'visualforce') return ok({ completions: VISUALFORCE });
  throw new SalesforceError(400, 'INVALID_FIELD', `Unknown completion type: ${type ?? ''}`);
}

/** By namespace, then by class; classes without one stand under the empty name. */
function declarations({ platform }: DataCall): object {
  const byNamespace: Record<string, Record<string, object>> = {};
  for (const { id, name, namespace, declaration } of apexClasses(platform.org)) {
    const symbols = symbolTable(declaration, id, namespace);
    const { constructors, methods, properties } = symbols;
    (byNamespace[namespace ?? ''] ??= {})[name] = { constructors, methods, properties };
  }
  return byNamespace;
}

function component(simple: boolean, ...attributes: readonly string[]): object {
  const attribs = Object.fromEntries(attributes.map((name) => [name, { type: 'String' }]));
  return { simple, attribs };
}

/** Source: Visualforce Developer Guide, standard component reference. */
const VISUALFORCE: Readonly<Record<string, object>> = {
  'apex:column': component(false, 'headerValue', 'rendered', 'value', 'width'),
  'apex:commandButton': component(false, 'action', 'id', 'rendered', 'reRender', 'value'),
  'apex:commandLink': component(false, 'action', 'id', 'rendered', 'reRender', 'value'),
  'apex:form': component(false, 'enctype', 'id', 'rendered', 'styleClass'),
  'apex:inputField': component(true, 'id', 'label', 'rendered', 'required', 'value'),
  'apex:outputField': component(true, 'id', 'label', 'rendered', 'value'),
  'apex:outputText': component(false, 'escape', 'id', 'rendered', 'value'),
  'apex:page': component(false, 'action', 'controller', 'extensions', 'standardController'),
  'apex:pageBlock': component(false, 'id', 'mode', 'rendered', 'title'),
  'apex:pageBlockSection': component(false, 'collapsible', 'columns', 'rendered', 'title'),
  'apex:pageBlockTable': component(false, 'id', 'rendered', 'rows', 'value', 'var'),
  'apex:repeat': component(false, 'first', 'id', 'rendered', 'rows', 'value', 'var'),
};
