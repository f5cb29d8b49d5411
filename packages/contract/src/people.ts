import { z } from 'zod';
import { Instant, OffsetQuery, PageMeta, plainText, queryFlag, queryInt, UserRef } from './primitives.js';
import { defineRoutes } from './route.js';
import { UserCard } from './users.js';

// Views ------------------------------------------------------------------------------------------------

/** Why somebody is suggested: the strongest reason there is. */
export const SuggestionReason = z.enum(['mutual_follows', 'follows_you', 'similar_taste', 'popular']);
export type SuggestionReason = z.output<typeof SuggestionReason>;

export const SuggestedPerson = UserCard.extend({
  reason: SuggestionReason,
  /** how many of those whom the caller follows follow this person */
  mutualCount: z.int(),
  matchPercentage: z.int(),
}).meta({ id: 'SuggestedPerson' });
export type SuggestedPerson = z.output<typeof SuggestedPerson>;

export const Companion = UserCard.extend({
  /** the day of the latest visit together; null for somebody who is only followed both ways */
  lastDinedAt: Instant.nullable(),
  /** visits together */
  times: z.int(),
}).meta({ id: 'Companion' });
export type Companion = z.output<typeof Companion>;

// Inputs -----------------------------------------------------------------------------------------------

export const DirectorySort = z.enum(['followers', 'name', 'recent']);
export type DirectorySort = z.output<typeof DirectorySort>;

export const peopleRoutes = defineRoutes({
  listPeople: {
    method: 'GET',
    path: '/users',
    tag: 'People',
    summary: 'The directory of public accounts that let themselves be found',
    access: 'readOwn',
    query: OffsetQuery.extend({
      sort: DirectorySort.default('followers'),
      city: plainText(100, 1).optional(),
    }),
    output: z.array(UserCard),
    meta: PageMeta,
    status: 200,
    errors: [],
  },
  suggestPeople: {
    method: 'GET',
    path: '/users/suggestions',
    tag: 'People',
    summary: 'People whom the caller might want to follow',
    access: 'readOwn',
    query: z.object({ limit: queryInt(1, 50).default(20) }),
    output: z.array(SuggestedPerson),
    status: 200,
    errors: [],
  },
  listFriends: {
    method: 'GET',
    path: '/users/:id/friends',
    tag: 'People',
    summary: 'Whom a person follows, with `mutual=true` only those who follow back; newest first',
    access: 'readOwn',
    params: z.object({ id: UserRef }),
    query: OffsetQuery.extend({ mutual: queryFlag.default(false) }),
    output: z.array(UserCard),
    meta: PageMeta,
    status: 200,
    errors: ['USER_NOT_FOUND'],
  },
  listCompanions: {
    method: 'GET',
    path: '/users/me/companions',
    tag: 'People',
    summary: 'With whom the caller dines most, lately; then friends',
    access: 'readOwn',
    query: z.object({ limit: queryInt(1, 20).default(5) }),
    output: z.array(Companion),
    status: 200,
    errors: [],
  },
});
