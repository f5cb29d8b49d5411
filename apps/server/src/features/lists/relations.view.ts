import type { Relation, RelationScope, RelationStatus, Visit } from '@beli/contract';
import type { RelationRow } from './relations.sql.js';
import type { VisitRow } from './visits.sql.js';

export const STATUS_OF: Record<RelationScope, RelationStatus> = {
  been: 'been',
  want_to_try: 'want_to_try',
  recs: 'recommended',
};

/** A relation as its owner sees it, or as others may: without private notes. */
export function presentRelation(row: RelationRow, isOwn: boolean): Relation {
  const { companionIds, ...rest } = row;
  return {
    ...rest,
    id: `rel-${row.id}`,
    rank: row.rankIndex === null ? null : row.rankIndex + 1,
    notes: isOwn || !row.notesPrivate ? row.notes : null,
    companions: companionIds,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

export const presentVisit = ({ companionIds, createdAt, ...visit }: VisitRow): Visit => ({
  ...visit,
  companions: companionIds,
  createdAt: createdAt.toISOString(),
});
