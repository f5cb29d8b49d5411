import type { Tastemaker, TastemakerProfile } from '@beli/contract';

/**
 * How readers answer to what somebody writes: likes, bookmarks and comments for each hundred views, to one
 * decimal. A view counts a person once an hour, so the number says more of posts than of reloads. At most 100,
 * because answers outlive the views that were not counted; 0 without views.
 */
export function engagementRate(responses: number, views: number): number {
  if (views <= 0) return 0;
  return Math.min(100, Math.round((1000 * responses) / views) / 10);
}

/** What a tastemaker says of themselves; of one who was made one without a profile, nothing since they came. */
export const profileOf = (
  profile: TastemakerProfile | null,
  since: Date,
): Pick<Tastemaker, keyof TastemakerProfile> => ({
  specialty: profile?.specialty ?? '',
  tagline: profile?.tagline ?? '',
  badges: profile?.badges ?? [],
  socialLinks: profile?.socialLinks ?? {},
  verifiedSince: toInstant(profile?.verifiedSince) ?? since.toISOString(),
});

/** A stored date or instant as an instant. */
function toInstant(text: string | undefined): string | undefined {
  const instant = new Date(text ?? Number.NaN);
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString();
}
