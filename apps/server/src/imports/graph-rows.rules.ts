import { faultOfId, type RowReading } from './restaurant-row.rules.js';

export const FOLLOW_COLUMNS = ['follower_id', 'followee_id'];
export const VISIT_COLUMNS = ['user_id', 'venue_id', 'visits'];

export interface ImportedFollow {
  readonly follower: string;
  readonly followee: string;
}

export function readFollowRow(fields: Readonly<Record<string, string>>): RowReading<ImportedFollow> {
  const { follower_id: follower = '', followee_id: followee = '' } = fields;
  const fault = faultOfId(follower, 'follower_id') ?? faultOfId(followee, 'followee_id');
  if (fault) return { refused: fault };
  if (follower === followee) return { refused: 'nobody follows themselves' };
  return { row: { follower, followee }, warnings: [] };
}

export interface ImportedVisits {
  readonly person: string;
  readonly venue: string;
  readonly times: number;
}

export function readVisitRow(fields: Readonly<Record<string, string>>): RowReading<ImportedVisits> {
  const { user_id: person = '', venue_id: venue = '', visits = '' } = fields;
  const fault = faultOfId(person, 'user_id') ?? faultOfId(venue, 'venue_id');
  if (fault) return { refused: fault };
  if (!/^[1-9]\d{0,8}$/.test(visits)) return { refused: 'visits is not a whole number above zero' };
  return { row: { person, venue, times: Number(visits) }, warnings: [] };
}
