/** The shapes of a report run's answer, as the Analytics API documents and recordings have them. */

export interface Cell {
  /** The label with HTML's special characters escaped; in cells of free text. */
  readonly escapedLabel?: string;
  readonly label: string;
  readonly value: unknown;
}

export interface Fact {
  readonly aggregates: readonly Cell[];
  /** Only in a run with details. */
  readonly rows?: readonly { readonly dataCells: readonly Cell[] }[];
}

/** One entry of `groupingsDown` or `groupingsAcross`. */
export interface GroupJson {
  readonly groupings: readonly GroupJson[];
  /** Part of the fact map's keys, e.g. `0_1`. */
  readonly key: string;
  readonly label: string;
  readonly value: string | number | boolean | null;
}

export interface ReportResult {
  /** False where the report has more than the first 2,000 rows. */
  readonly allData: boolean;
  /** By `<down key>!<across key>`, e.g. `0_1!T`. */
  readonly factMap: Readonly<Record<string, Fact>>;
  readonly groupingsAcross: { readonly groupings: readonly GroupJson[] };
  readonly groupingsDown: { readonly groupings: readonly GroupJson[] };
  readonly hasDetailRows: boolean;
  readonly picklistColors: object;
  readonly reportExtendedMetadata: object;
  readonly reportMetadata: object;
}
