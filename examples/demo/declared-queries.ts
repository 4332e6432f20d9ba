/** How a theme or script reads declared fields with the types that `npm run codegen` makes of its operations. */

import type {
  PipelineByStageQuery,
  StaffOfDepartmentQuery,
  StaffOfDepartmentQueryVariables,
  StaffServiceQuery,
} from './generated/operations.ts';

export interface StaffPage {
  readonly people: readonly string[];
  /** For the next page; null on the last. */
  readonly next: StaffOfDepartmentQueryVariables | null;
}

export function staffPage(
  asked: StaffOfDepartmentQueryVariables,
  { staffDirectory }: StaffOfDepartmentQuery,
): StaffPage {
  // Null where the viewer may not call it; the answer's errors say why.
  if (staffDirectory === null) return { people: [], next: null };
  const { nodes, pageInfo } = staffDirectory;
  return {
    people: nodes.map(({ name, title }) => [name, title].filter(Boolean).join(', ')),
    next: pageInfo.hasNextPage ? { ...asked, after: pageInfo.endCursor } : null,
  };
}

/** Totals by stage, the greatest first. */
export function pipelineLines({ pipelineByStage }: PipelineByStageQuery): readonly string[] {
  return (pipelineByStage?.nodes ?? []).map(({ stageName, opportunities, amount }) => {
    return `${stageName ?? 'no stage'}: ${opportunities} (${amount ?? 0})`;
  });
}

/** What an Apex class answers is typed by its SDL. */
export function speakersOf(
  language: string,
  { staffService }: StaffServiceQuery,
): readonly string[] {
  const people = staffService?.people ?? [];
  return people
    .filter((person) => person?.languages?.includes(language))
    .map((person) => person?.name ?? '');
}
