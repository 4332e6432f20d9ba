/** Descriptions in the SDL: what people call a thing in Salesforce, its help text, and its API name. */

export interface Described {
  readonly name: string;
  readonly label: string;
  readonly helpText?: string | null;
}

export function describeMember(member: Described): string {
  const title = `${member.label} (\`${member.name}\`).`;
  const help = member.helpText ?? '';
  return help === '' ? title : `${title}\n\n${help}`;
}
