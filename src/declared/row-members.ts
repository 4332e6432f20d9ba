/** The members of one GraphQL type of a declared query, each name once, while its SELECT list is read. */

import { typeName } from '../model/naming.ts';
import type { ParentModel } from '../model/org-model.ts';
import type { RowItem } from './declared-query.ts';
import { errorAt, type DeclaredText } from './query-scope.ts';

interface ParentMember {
  readonly parent: ParentModel;
  /** By API name of the object. */
  readonly targets: Map<string, RowMembers>;
}

export class RowMembers {
  readonly typeName: string;
  readonly #source: DeclaredText;
  readonly #items = new Map<string, RowItem>();
  readonly #parents = new Map<string, ParentMember>();

  constructor(source: DeclaredText, typeName: string) {
    this.#source = source;
    this.typeName = typeName;
  }

  /** @param at where the query names it. @throws DeclaredError for a name that is there already. */
  add(item: RowItem, at: number): void {
    if (this.#items.has(item.name) || this.#parentNames().includes(item.name)) {
      throw errorAt(this.#source, at, `${item.name} is selected twice: give one of them an alias.`);
    }
    this.#items.set(item.name, item);
  }

  /** The members of a parent when it is of this object. */
  target(parent: ParentModel, object: string, at: number): RowMembers {
    const member = this.#parentMember(parent, at);
    const known = member.targets.get(object);
    if (known !== undefined) return known;
    const base = this.nestedName(parent.graphqlName);
    const target = new RowMembers(
      this.#source,
      parent.polymorphic ? base + typeName(object) : base,
    );
    member.targets.set(object, target);
    return target;
  }

  /** Name of the type of a member. */
  nestedName(member: string): string {
    return `${this.typeName}${member.charAt(0).toUpperCase()}${member.slice(1)}`;
  }

  build(): readonly RowItem[] {
    return [
      ...this.#items.values(),
      ...[...this.#parents.values()].map((member) => this.#buildParent(member)),
    ];
  }

  #parentNames(): readonly string[] {
    return [...this.#parents.values()].map(({ parent }) => parent.graphqlName);
  }

  #parentMember(parent: ParentModel, at: number): ParentMember {
    const known = this.#parents.get(parent.name);
    if (known !== undefined) return known;
    if (this.#items.has(parent.graphqlName)) {
      throw errorAt(
        this.#source,
        at,
        `${parent.graphqlName} is selected already: change its alias.`,
      );
    }
    const member = { parent, targets: new Map<string, RowMembers>() };
    this.#parents.set(parent.name, member);
    return member;
  }

  #buildParent({ parent, targets }: ParentMember): RowItem {
    return {
      kind: 'parent',
      name: parent.graphqlName,
      parent,
      typeName: this.nestedName(parent.graphqlName),
      targets: [...targets].map(([object, members]) => ({
        object,
        typeName: members.typeName,
        items: members.build(),
      })),
    };
  }
}
