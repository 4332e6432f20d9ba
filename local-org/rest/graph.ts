/** `POST /composite/graph`: graphs of subrequests, each graph all or nothing. */
import { invalidInput, jsonParserError } from '../http/api-errors.ts';
import { isObject, jsonObject, ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';
import { checkReferenceId } from './composite.ts';
import { parseSubrequest, resourceOf } from './subrequest.ts';
import type { Subrequest } from './subrequest.ts';
import { halted, isFailure, runSubrequests } from './subrequest-results.ts';
import { keptOnlyIf } from './transaction.ts';

const MAX_GRAPHS = 75;
const MAX_NODES = 500;
const MAX_DEPTH = 15;
const MAX_NODE_KINDS = 15;
/** Salesforce stops the payload when this many graphs have failed. */
const MAX_FAILED_GRAPHS = 14;

/** Recorded: heroku-applink composite-graph-multiple-errors. */
const ROLLED_BACK =
  'We rolled back the transaction since another operation in the same transaction failed.';

interface Graph {
  readonly graphId: string;
  readonly subrequests: readonly Subrequest[];
}

export function graph(call: DataCall): ApiResponse {
  const graphs = readGraphs(jsonObject(call.request.body)['graphs']);
  let failures = 0;
  const answers = graphs.map((one) => {
    const answer = failures < MAX_FAILED_GRAPHS ? runGraph(call, one) : notRun(one);
    if (!answer.isSuccessful) failures += 1;
    return answer;
  });
  return ok({ graphs: answers });
}

function runGraph(call: DataCall, { graphId, subrequests }: Graph) {
  const results = keptOnlyIf(
    call.platform.org,
    (done) => !done.some(isFailure),
    () => runSubrequests(call, subrequests, true),
  );
  const isSuccessful = !results.some(isFailure);
  const compositeResponse = isSuccessful
    ? results
    : subrequests.map(({ referenceId }, index) => {
        const result = results[index];
        return result !== undefined && isFailure(result)
          ? result
          : halted(referenceId, ROLLED_BACK);
      });
  return { graphId, graphResponse: { compositeResponse }, isSuccessful };
}

function notRun({ graphId, subrequests }: Graph) {
  const compositeResponse = subrequests.map(({ referenceId }) =>
    halted(referenceId, 'Processing was halted because too many graphs failed.'),
  );
  return { graphId, graphResponse: { compositeResponse }, isSuccessful: false };
}

function readGraphs(source: unknown): readonly Graph[] {
  if (!Array.isArray(source)) throw jsonParserError('Required field graphs is missing');
  if (source.length > MAX_GRAPHS)
    throw invalidInput(`The request can’t contain more than ${MAX_GRAPHS} graphs.`);
  const graphs = source.map(readGraph);
  const nodes = graphs.reduce((sum, { subrequests }) => sum + subrequests.length, 0);
  if (nodes > MAX_NODES)
    throw invalidInput(`The request can’t contain more than ${MAX_NODES} nodes.`);
  return graphs;
}

function readGraph(source: unknown): Graph {
  if (!isObject(source) || typeof source['graphId'] !== 'string') {
    throw jsonParserError('Every graph must have a graphId');
  }
  const { graphId, compositeRequest } = source;
  if (!Array.isArray(compositeRequest))
    throw jsonParserError('Every graph must have a compositeRequest');
  const subrequests = compositeRequest.map(parseSubrequest);
  const seen = new Set<string>();
  for (const { referenceId, url } of subrequests) {
    checkReferenceId(referenceId, seen);
    if (resourceOf(url)[0] !== 'sobjects') {
      throw invalidInput(`The url ${url} is not supported in a composite graph request`);
    }
  }
  checkShape(subrequests);
  return { graphId, subrequests };
}

function checkShape(subrequests: readonly Subrequest[]): void {
  const kinds = new Set(
    subrequests.map(({ method, url }) => `${method} ${resourceOf(url)[1] ?? ''}`),
  );
  if (kinds.size > MAX_NODE_KINDS) {
    throw invalidInput(`A graph can’t contain more than ${MAX_NODE_KINDS} different nodes.`);
  }
  const depths = new Map<string, number>();
  for (const { referenceId, url, body } of subrequests) {
    const text = `${url} ${JSON.stringify(body ?? null)}`;
    const parents = [...text.matchAll(/@\{([A-Za-z0-9_]+)/g)].map(
      ([, id = '']) => depths.get(id) ?? 0,
    );
    const depth = 1 + Math.max(0, ...parents);
    if (depth > MAX_DEPTH)
      throw invalidInput(`The depth of a graph can’t be more than ${MAX_DEPTH}.`);
    depths.set(referenceId, depth);
  }
}
