import type { RequestForStaff, RestaurantRequest, Suggestion } from '@beli/contract';
import type { RequestRow } from './requests.sql.js';
import type { SuggestionRow } from './suggestions.sql.js';

export function presentSuggestion({ userId: _, ...row }: SuggestionRow): Suggestion {
  return {
    ...row,
    createdAt: new Date(row.createdAt).toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
  };
}

export function presentRequest({ number: _, userId: __, ...row }: RequestRow): RestaurantRequest {
  return {
    ...row,
    createdAt: new Date(row.createdAt).toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
  };
}

export const presentRequestForStaff = (row: RequestRow): RequestForStaff => ({
  ...presentRequest(row),
  userId: row.userId,
});
