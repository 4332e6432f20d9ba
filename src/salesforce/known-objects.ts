/** What is known of an org's objects, in memory and in the store, and when the org was last asked about each. */

import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { CatalogueObject } from '../model/catalogue.ts';
import type { CatalogueEntry, CatalogueStore } from '../store/store.ts';
import type { DescribeBatch } from './describe.ts';
import { isReportEntry } from './report-catalogue.ts';

export interface CatalogueLocation {
  readonly store: CatalogueStore;
  /** Name of the org in skybridge.yaml. */
  readonly org: string;
  /** Hash of login host and client, so that another org under the same name starts afresh. */
  readonly connectionId: string;
  /** What is stored of others is left alone. */
  readonly objects: readonly string[] | 'ALL';
}

/**
 * The entry that says when all objects were last looked at: one row to write at each look, not one for each object.
 * Objects of the org have names without a colon.
 */
const LOOK = 'look:';

interface KnownObject {
  readonly described: CatalogueObject;
  /** By the org's clock. */
  readonly checkedAt: Date;
}

export class KnownObjects {
  readonly #location: CatalogueLocation;
  readonly #known = new Map<string, KnownObject>();
  readonly #missing = new Set<string>();
  /** The earliest answer of the look that is under way. */
  #lookedAt: Date | null = null;
  #loaded = false;

  constructor(location: CatalogueLocation) {
    this.#location = location;
  }

  get size(): number {
    return this.#known.size;
  }

  /** By name. */
  described(): readonly CatalogueObject[] {
    return [...this.#known.values()]
      .map((entry) => entry.described)
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** What the org does not have, or hides; sorted. */
  missing(): readonly string[] {
    return [...this.#missing].sort();
  }

  checkedAt(object: string): Date | null {
    return this.#known.get(object)?.checkedAt ?? null;
  }

  pendingOf(names: readonly string[]): readonly string[] {
    return names.filter((name) => !this.#known.has(name) && !this.#missing.has(name));
  }

  async load(): Promise<void> {
    if (this.#loaded) return;
    const { store, org, connectionId, objects } = this.#location;
    const allowed = objects === 'ALL' ? null : new Set(objects);
    const entries = await store.load(org, connectionId);
    for (const entry of entries) {
      if (isReportEntry(entry.object) || entry.object === LOOK) continue;
      if (allowed !== null && !allowed.has(entry.object)) continue;
      this.#known.set(entry.object, {
        described: JSON.parse(entry.describe) as CatalogueObject,
        checkedAt: new Date(entry.checkedAt),
      });
    }
    this.#applyLook(entries.find((entry) => entry.object === LOOK));
    this.#loaded = true;
  }

  async take({ outcomes, answeredAt }: DescribeBatch): Promise<void> {
    const { store, org, connectionId } = this.#location;
    if (this.#lookedAt === null || answeredAt < this.#lookedAt) this.#lookedAt = answeredAt;
    const gone: string[] = [];
    const saved: CatalogueEntry[] = [];
    for (const outcome of outcomes) {
      const { object } = outcome;
      if (outcome.kind === 'missing') {
        this.#missing.add(object);
        if (this.#known.delete(object)) gone.push(object);
        continue;
      }
      this.#missing.delete(object);
      const described = outcome.kind === 'described' ? outcome.described : null;
      if (!this.#check(object, described, answeredAt)) continue;
      const describe = JSON.stringify(described);
      saved.push({ object, describe, checkedAt: answeredAt.toISOString() });
    }
    if (saved.length > 0) await store.save(org, connectionId, saved);
    if (gone.length > 0) await store.remove(org, connectionId, gone);
  }

  /** Forgets the others. */
  async keepOnly(names: readonly string[]): Promise<void> {
    const { store, org, connectionId } = this.#location;
    const kept = new Set(names);
    const gone = [...this.#known.keys()].filter((name) => !kept.has(name));
    if (gone.length === 0) return;
    for (const name of gone) this.#known.delete(name);
    await store.remove(org, connectionId, gone);
  }

  /** The org has been asked about every object. */
  async saveLook(): Promise<void> {
    const { store, org, connectionId } = this.#location;
    const lookedAt = this.#lookedAt;
    this.#lookedAt = null;
    if (lookedAt === null) return;
    const checkedAt = lookedAt.toISOString();
    await store.save(org, connectionId, [
      { object: LOOK, describe: this.#digestOfNames(), checkedAt },
    ]);
  }

  async forget(): Promise<void> {
    const { store, org, connectionId } = this.#location;
    await store.remove(org, connectionId, [...this.#known.keys(), LOOK]);
    this.#known.clear();
    this.#missing.clear();
  }

  /**
   * What is as it was stays the same object, by which the model knows that nothing is to be made anew.
   * @param described null for what did not change. @returns whether it is to be saved.
   */
  #check(object: string, described: CatalogueObject | null, checkedAt: Date): boolean {
    const before = this.#known.get(object)?.described ?? null;
    const isNew = described !== null && !isDeepStrictEqual(described, before);
    const now = isNew ? described : before;
    if (now !== null) this.#known.set(object, { described: now, checkedAt });
    return isNew;
  }

  /** A look speaks for the objects it was about, and for no others that lie in the store. */
  #applyLook(look: CatalogueEntry | undefined): void {
    if (look?.describe !== this.#digestOfNames()) return;
    const lookedAt = new Date(look.checkedAt);
    for (const [name, { described, checkedAt }] of this.#known) {
      if (checkedAt < lookedAt) this.#known.set(name, { described, checkedAt: lookedAt });
    }
  }

  #digestOfNames(): string {
    const names = [...this.#known.keys()].sort();
    return createHash('sha256').update(names.join()).digest('base64url');
  }
}
