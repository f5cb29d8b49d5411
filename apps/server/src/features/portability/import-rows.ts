import type { PortableScope, RelationStatus } from '@beli/contract';
import type { NewRow } from './imports.sql.js';
import type { Kept, PortableRelation, ReadPlace } from './kept-places.js';

/** A relation of which it is known on which list it is. */
export type NamedRelation = PortableRelation & { readonly status: RelationStatus };
export type NamedKept = Omit<Kept, 'relations'> & { readonly relations: NamedRelation[] };

const STATUS_OF = { been: 'been', want_to_try: 'want_to_try', recs: 'recommended' } as const;

/** Behind every ranked place. */
const UNRANKED_TURN = 1_000_001;

/** The rows of an import into a scope, numbered from 1. Places that are on other lists are none of it. */
export function toRows(places: readonly ReadPlace[], scope: PortableScope): NewRow[] {
  const rows: NewRow[] = [];
  for (const { line, name, entry } of places) {
    const head = { number: rows.length + 1, line };
    const refuse = (reason: string) =>
      rows.push({ ...head, place: { name }, kept: {}, turn: 0, status: 'invalid', reason });
    if ('reason' in entry) {
      refuse(entry.reason);
      continue;
    }
    const kept = selectKept(entry.kept, scope);
    if (kept === 'left-out') continue;
    if (kept === 'unnamed') {
      refuse('status: the file does not say on which list it is');
      continue;
    }
    const turn = turnOf(kept.relations);
    rows.push({ ...head, place: entry.place, kept, turn, status: 'waiting', reason: null });
  }
  return rows;
}

/**
 * What of a file's place an import takes: what is on one list, or all that the file names. What the file puts on no
 * list goes on the one that is imported into.
 */
function selectKept(kept: Kept, scope: PortableScope): NamedKept | 'left-out' | 'unnamed' {
  if (scope === 'all') {
    const relations = kept.relations.filter((relation) => isNamed(relation));
    return relations.length < kept.relations.length ? 'unnamed' : { ...kept, relations };
  }
  const wanted = STATUS_OF[scope];
  const relations = kept.relations
    .filter(({ status }) => status === null || status === wanted)
    .map((relation) => ({ ...relation, status: wanted }));
  return relations.length === 0 ? 'left-out' : { ...kept, relations, review: null };
}

const isNamed = (relation: PortableRelation): relation is NamedRelation => relation.status !== null;

/** When a row is added: ranked places best first, so that each comes behind the one before. */
const turnOf = (relations: readonly NamedRelation[]): number =>
  relations.find(({ status }) => status === 'been')?.rank ?? UNRANKED_TURN;
