import { ROUTES, type RouteName } from '@beli/contract';
import type { Call } from '../client.js';
import { PERSONAS, type Persona, type World } from './world.js';

type Expected = Readonly<Record<Persona, number>>;
type Calls<N extends RouteName> = (
  world: World,
  persona: Persona,
) => Call<(typeof ROUTES)[N]> | Promise<Call<(typeof ROUTES)[N]>>;

export interface Row<N extends RouteName = RouteName> {
  readonly call: Calls<N>;
  readonly expected: Expected;
}

const all = (status: number): Expected =>
  Object.fromEntries(PERSONAS.map((persona) => [persona, status])) as Expected;

// Who is let in, by kind of route; what differs is said beside it. ----------------------------------------

/** Open to everybody. */
const everybody = (status: number, but: Partial<Expected> = {}): Expected => ({
  ...all(status),
  suspended: 403,
  ...but,
});
/** Where people come in: who they were before says nothing there. */
const door = (status: number): Expected => all(status);
/** For people who are signed in, about themselves. */
const signedIn = (status: number, but: Partial<Expected> = {}): Expected =>
  everybody(status, { anonymous: 401, ...but });
/** What the owner alone has: to everybody else it is not there. */
const owners = (status: number, but: Partial<Expected> = {}): Expected =>
  signedIn(404, { owner: status, ...but });
/** What the private account of the owner keeps: for the owner and accepted followers. */
const kept = (status: number): Expected => everybody(404, { owner: status, follower: status });
/** The owner as a person: there for everybody but whom the owner has blocked. */
const present = (status: number, but: Partial<Expected> = {}): Expected =>
  everybody(status, { blocked: 404, ...but });
const moderators = (status: number, but: Partial<Expected> = {}): Expected =>
  signedIn(403, { moderator: status, admin: status, ...but });
const admins = (status: number): Expected => signedIn(403, { admin: status });

const row = <N extends RouteName>(_name: N, expected: Expected, call: Calls<N>): Row<N> => ({
  call,
  expected,
});
const nothing = () => ({}) as never;
const owner = (world: World) => ({ params: { id: world.ownerId } }) as never;
let count = 0;

/** What follows from a private account: its owner and followers see it, the owner alone changes it. */
const guarded = (status: number, but: Partial<Expected> = {}): Expected =>
  signedIn(404, { follower: 403, owner: status, ...but });

const activityOf = async ({ people, placeId }: World) => {
  const { data } = await people.owner.must(ROUTES.createActivity, {
    body: { type: 'recommendation', restaurantId: placeId },
  });
  return { params: { id: data.id } };
};

const reviewOf = async ({ people, newPlace }: World) => {
  const { data } = await people.owner.must(ROUTES.createReview, {
    params: { id: String(await newPlace()) },
    body: { rating: 8, content: 'Good.' },
  });
  return { params: { id: String(data.id) } };
};
const listOf = async ({ people, placeId }: World) => {
  const { data } = await people.owner.must(ROUTES.createList, {
    body: { name: 'Mine', isPublic: true, restaurantIds: [placeId] },
  });
  return { params: { id: data.id } };
};
const byTastemaker = ({ people }: World) => ({ params: { id: String(people.tastemaker.id) } });
/** Written by the tastemaker and published. */
const postIn = async ({ people, query }: World) => {
  const [post] = await query<{ id: string }>(
    `insert into posts (user_id, title, content, excerpt, published_at) values ($1, 'Bowls', '<p>Slurp.</p>', 'Slurp.', now())
     returning 'post-' || id as id`,
    [people.tastemaker.id],
  );
  await query('update users set posts_count = posts_count + 1 where id = $1', [people.tastemaker.id]);
  return { params: { id: post?.id ?? '' } };
};
const featuredIn = async ({ people, placeId }: World) => {
  const { data } = await people.admin.must(ROUTES.createFeatured, {
    body: { name: `Slices ${++count}`, restaurantIds: [placeId] },
  });
  return { params: { id: data.id } };
};
const notificationOf = async ({ query, ownerId }: World) => {
  const [told] = await query<{ id: string }>(
    `insert into notifications (recipient_id, type, message, event_id) values ($1, 'system', 'Hello.', gen_random_uuid()) returning id`,
    [ownerId],
  );
  return { params: { id: `notif-${told?.id}` } };
};
const suggestionIn = async (world: World) => {
  const { data } = await (await world.stranger()).must(ROUTES.suggestChange, {
    params: { id: String(world.placeId) },
    body: { type: 'edit', field: 'phone', value: '+1 212 555 0100' },
  });
  return { params: { id: String(data.id) } };
};
const tableAt = (restaurantId: number) => ({
  restaurantId,
  date: new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10),
  time: '19:30',
  partySize: 2,
  priority: 'Bronze' as const,
});
const offerOf = async ({ people, placeId }: World) => {
  const { data } = await people.owner.must(ROUTES.createReservation, { body: tableAt(placeId) });
  return { params: { id: data.id } };
};
const requested = () => ({
  name: `Missing ${++count}`,
  address: '1 Nowhere St',
  coordinates: { latitude: -60, longitude: count / 100 },
});

/** One row a route: without one this does not compile. */
export const ROWS: { readonly [N in RouteName]: Row<N> } = {
  // Signing in
  signup: row('signup', door(201), () => ({
    body: {
      email: `matrix${++count}@example.com`,
      password: 'Tagliatelle7',
      username: `matrix_${count}`,
      displayName: 'M',
    },
  })),
  login: row('login', door(200), ({ ownerName }) => ({
    body: { username: ownerName, password: 'Tagliatelle7' },
  })),
  refresh: row('refresh', door(401), () => ({ body: { refreshToken: 'nobody.has.this' } })),
  logout: row('logout', signedIn(204, { suspended: 204 }), nothing),
  listSessions: row('listSessions', signedIn(200), nothing),
  endSession: row('endSession', owners(204), ({ ownerSessionId }) => ({ params: { id: ownerSessionId } })),
  checkUsername: row('checkUsername', everybody(200), () => ({ query: { username: 'anybody' } })),
  changePassword: row('changePassword', signedIn(204), () => ({
    body: { currentPassword: 'Tagliatelle7', newPassword: 'Orecchiette8' },
  })),
  forgotPassword: row('forgotPassword', door(202), () => ({ body: { email: 'nobody@example.com' } })),
  resetPassword: row('resetPassword', door(400), () => ({
    body: { token: 'nobody.has', newPassword: 'Orecchiette8' },
  })),
  verifyEmail: row('verifyEmail', door(400), () => ({ body: { token: 'nobody.has' } })),
  resendVerification: row('resendVerification', signedIn(202), nothing),
  changeEmail: row('changeEmail', signedIn(202), () => ({
    body: { newEmail: `moved${++count}@example.com`, password: 'Tagliatelle7' },
  })),
  startOAuth: row('startOAuth', door(404), () => ({
    params: { provider: 'google' },
    query: { redirectUri: 'https://app.example.com', codeChallenge: 'a'.repeat(43) },
  })),
  finishOAuth: row('finishOAuth', door(404), () => ({
    params: { provider: 'google' },
    body: { code: 'x', state: 'x', codeVerifier: 'a'.repeat(43) },
  })),
  signInWithIdToken: row('signInWithIdToken', door(404), () => ({
    params: { provider: 'google' },
    body: { idToken: 'a.b.c' },
  })),
  listTokens: row('listTokens', signedIn(200), nothing),
  createToken: row('createToken', signedIn(201), () => ({ body: { name: 'tool', scopes: ['read'] } })),
  revokeToken: row('revokeToken', owners(204), async ({ people }) => {
    const { data } = await people.owner.must(ROUTES.createToken, { body: { name: 'x', scopes: ['read'] } });
    return { params: { id: String(data.id) } };
  }),

  // The own account
  getMe: row('getMe', signedIn(200, { suspended: 200 }), nothing),
  updateMe: row('updateMe', signedIn(200), () => ({ body: { bio: 'Noodles.' } })),
  getSettings: row('getSettings', signedIn(200), nothing),
  updateSettings: row('updateSettings', signedIn(200), () => ({
    body: { app: { distanceUnit: 'Kilometers' } },
  })),
  undo: row('undo', owners(200), async (world) => ({ body: { token: await world.undoToken() } })),
  deactivate: row('deactivate', signedIn(204), () => ({ body: {} })),
  deleteAccount: row('deleteAccount', signedIn(202), () => ({ body: {} })),
  requestExport: row('requestExport', signedIn(202, { suspended: 202 }), () => ({ body: {} })),
  getExport: row('getExport', owners(200, { suspended: 404 }), async ({ query, ownerId }) => {
    const id = '11111111-1111-4111-8111-111111111111';
    await query(`insert into exports (id, user_id, format) values ($1, $2, 'zip') on conflict do nothing`, [
      id,
      ownerId,
    ]);
    return { params: { id } };
  }),
  // The signature decides, not the person: none of them has one.
  downloadExport: row('downloadExport', all(404), () => ({
    params: { id: '11111111-1111-4111-8111-111111111111' },
    query: { expires: '1999999999', signature: 'forged' },
  })),

  // People
  getUser: row('getUser', present(200), owner),
  getUserByUsername: row('getUserByUsername', present(200), ({ ownerName }) => ({
    params: { username: ownerName },
  })),
  getUserStats: row('getUserStats', present(200), owner),
  followUser: row('followUser', present(200, { anonymous: 401, owner: 400 }), owner),
  unfollowUser: row('unfollowUser', signedIn(200, { owner: 400 }), owner),
  listFollowers: row('listFollowers', kept(200), owner),
  listFollowing: row('listFollowing', kept(200), owner),
  getRelationship: row('getRelationship', present(200, { anonymous: 401 }), owner),
  listFollowRequests: row('listFollowRequests', signedIn(200), nothing),
  acceptFollowRequest: row('acceptFollowRequest', owners(200), async (world) => ({
    params: { id: await world.asker() },
  })),
  declineFollowRequest: row('declineFollowRequest', owners(204), async (world) => ({
    params: { id: await world.asker() },
  })),
  removeFollower: row('removeFollower', owners(204), ({ followerId }) => ({ params: { id: followerId } })),
  blockUser: row('blockUser', signedIn(200, { owner: 400 }), owner),
  unblockUser: row('unblockUser', signedIn(200, { owner: 400 }), owner),
  muteUser: row('muteUser', present(200, { anonymous: 401, owner: 400 }), owner),
  unmuteUser: row('unmuteUser', present(200, { anonymous: 401, owner: 400 }), owner),
  listBlocked: row('listBlocked', signedIn(200), nothing),
  listMuted: row('listMuted', signedIn(200), nothing),

  // Search
  search: row('search', everybody(200), () => ({ query: { q: 'mine' } })),
  autocomplete: row('autocomplete', everybody(200), () => ({ query: { q: 'mi' } })),
  searchUsers: row('searchUsers', everybody(200), ({ ownerName }) => ({ query: { q: ownerName } })),
  listRecentSearches: row('listRecentSearches', signedIn(200), nothing),
  addRecentSearch: row('addRecentSearch', signedIn(201), () => ({ body: { type: 'query', query: 'ramen' } })),
  clearRecentSearches: row('clearRecentSearches', signedIn(204), nothing),
  removeRecentSearch: row('removeRecentSearch', owners(204), async ({ people }) => {
    const body = { type: 'query' as const, query: `ramen ${++count}` };
    return { params: { id: (await people.owner.must(ROUTES.addRecentSearch, { body })).data.id } };
  }),

  // Restaurants
  listRestaurants: row('listRestaurants', everybody(200), nothing),
  listNearby: row('listNearby', everybody(200), () => ({ query: { lat: '40.7', lng: '-74' } })),
  getRestaurant: row('getRestaurant', everybody(200), ({ placeId }) => ({ params: { id: String(placeId) } })),
  batchRestaurants: row('batchRestaurants', everybody(200), ({ placeId }) => ({ body: { ids: [placeId] } })),
  createRestaurant: row('createRestaurant', admins(201), () => ({
    body: {
      name: `Matrix ${++count}`,
      cuisines: ['italian'],
      location: { city: 'Here', state: 'NY', coordinates: { latitude: 10, longitude: count / 100 } },
    },
  })),
  updateRestaurant: row('updateRestaurant', moderators(200), ({ placeId }) => ({
    params: { id: String(placeId) },
    body: { priceRange: '$$' },
  })),
  deleteRestaurant: row('deleteRestaurant', admins(204), async (world) => ({
    params: { id: String(await world.newPlace()) },
  })),
  getAvailability: row('getAvailability', signedIn(200), ({ placeId }) => ({
    params: { id: String(placeId) },
    query: { date: '2999-01-01' },
  })),
  getMenu: row('getMenu', everybody(200), ({ placeId }) => ({ params: { id: String(placeId) } })),
  replaceMenu: row('replaceMenu', admins(200), async ({ newPlace }) => ({
    params: { id: String(await newPlace()) },
    body: { items: [{ name: 'Cacio e pepe', category: 'entree' }] },
  })),
  // There is no menu.
  suggestOrder: row('suggestOrder', signedIn(422), ({ placeId }) => ({
    params: { id: String(placeId) },
    query: { partySize: '2', hungerLevel: 'moderate' },
  })),
  listCuisines: row('listCuisines', everybody(200), nothing),
  listTags: row('listTags', everybody(200), nothing),
  listCities: row('listCities', everybody(200), nothing),
  listDietary: row('listDietary', everybody(200), nothing),
  listFilters: row('listFilters', everybody(200), nothing),

  // Lists
  listLists: row('listLists', kept(200), owner),
  countLists: row('countLists', kept(200), owner),
  getVirtualList: row('getVirtualList', kept(200), ({ ownerId }) => ({
    params: { id: ownerId, scope: 'been' },
  })),
  listRelations: row('listRelations', kept(200), owner),
  addToList: row('addToList', signedIn(403, { owner: 201 }), async (world) => ({
    params: { id: world.ownerId, scope: 'been' },
    body: { restaurantId: await world.newPlace() },
  })),
  updateListEntry: row('updateListEntry', owners(200), ({ placeId }) => ({
    params: { scope: 'been', restaurantId: String(placeId) },
    body: { rating: 7 },
  })),
  removeFromList: row('removeFromList', owners(204), ({ placeId }) => ({
    params: { scope: 'been', restaurantId: String(placeId) },
  })),
  removeRestaurant: row('removeRestaurant', owners(204), ({ placeId }) => ({
    params: { restaurantId: String(placeId) },
  })),
  getRelations: row('getRelations', signedIn(200), ({ placeId }) => ({
    params: { restaurantId: String(placeId) },
  })),
  addVisit: row('addVisit', owners(201), ({ placeId }) => ({
    params: { restaurantId: String(placeId) },
    body: {},
  })),
  listVisits: row('listVisits', signedIn(200), ({ placeId }) => ({
    params: { restaurantId: String(placeId) },
  })),
  removeVisit: row('removeVisit', owners(204), async ({ query, ownerId, placeId }) => {
    const [visit] = await query<{ id: string }>('select id from visits where user_id = $1', [ownerId]);
    return { params: { restaurantId: String(placeId), id: String(visit?.id) } };
  }),

  // Ranking
  rankPlace: row('rankPlace', owners(200), ({ placeId }) => ({
    params: { restaurantId: String(placeId) },
    body: { rankIndex: 0 },
  })),
  listRankings: row('listRankings', kept(200), owner),
  putRanking: row('putRanking', signedIn(201, { owner: 200 }), ({ placeId }) => ({
    params: { restaurantId: String(placeId) },
    body: { category: 'restaurants', position: 0 },
  })),
  startRankSession: row('startRankSession', signedIn(201), ({ placeId }) => ({
    body: { restaurantId: placeId, sentiment: 'liked' },
  })),
  getRankSession: row('getRankSession', owners(200), (world) => rankSession(world, 0)),
  answerRankSession: row('answerRankSession', owners(200), async (world) => ({
    ...(await rankSession(world, 0)),
    body: { choice: 'left' },
  })),
  undoRankAnswer: row('undoRankAnswer', owners(200), (world) => rankSession(world, 1)),
  endRankSession: row('endRankSession', owners(204), (world) => rankSession(world, 0)),
  commitRankSession: row('commitRankSession', owners(201), async (world) => ({
    ...(await rankSession(world, 1)),
    body: {},
  })),
  getFeed: row('getFeed', signedIn(200), nothing),
  listActivityOf: row('listActivityOf', kept(200), owner),
  createActivity: row('createActivity', signedIn(201), ({ placeId }) => ({
    body: { type: 'recommendation', restaurantId: placeId },
  })),
  getActivity: row('getActivity', kept(200), activityOf),
  deleteActivity: row('deleteActivity', guarded(204), activityOf),

  // Matching people, finding them, and boards
  getMatch: row('getMatch', owners(200, { follower: 200 }), owner),
  batchMatches: row('batchMatches', signedIn(200), ({ ownerId }) => ({
    body: { userIds: [Number(ownerId)] },
  })),
  listSharedWantToTry: row('listSharedWantToTry', owners(200, { follower: 200 }), owner),
  compareTastes: row('compareTastes', owners(200, { follower: 200 }), owner),
  listPeople: row('listPeople', signedIn(200), nothing),
  suggestPeople: row('suggestPeople', signedIn(200), nothing),
  listFriends: row('listFriends', owners(200, { follower: 200 }), owner),
  listCompanions: row('listCompanions', signedIn(200), nothing),
  getLeaderboard: row('getLeaderboard', signedIn(200), nothing),
  getOwnRank: row('getOwnRank', signedIn(200), nothing),
  // What people say to activities of the owner
  likeActivity: row('likeActivity', owners(200, { follower: 200 }), activityOf),
  unlikeActivity: row('unlikeActivity', owners(200, { follower: 200 }), activityOf),
  listActivityLikes: row('listActivityLikes', kept(200), activityOf),
  bookmarkActivity: row('bookmarkActivity', owners(200, { follower: 200 }), activityOf),
  unbookmarkActivity: row('unbookmarkActivity', owners(200, { follower: 200 }), activityOf),
  listActivityComments: row('listActivityComments', kept(200), activityOf),
  commentOnActivity: row('commentOnActivity', owners(201, { follower: 201 }), async (world) => ({
    ...(await activityOf(world)),
    body: { content: 'Yes.' },
  })),
  deleteActivityComment: row('deleteActivityComment', guarded(204), async (world) => {
    const { params } = await activityOf(world);
    const { data } = await world.people.owner.must(ROUTES.commentOnActivity, {
      params,
      body: { content: 'Yes.' },
    });
    return { params: { ...params, commentId: data.id } };
  }),

  // What the owner was told
  listNotifications: row('listNotifications', signedIn(200), nothing),
  countUnread: row('countUnread', signedIn(200), nothing),
  readNotification: row('readNotification', owners(200), notificationOf),
  readAllNotifications: row('readAllNotifications', signedIn(200), nothing),
  deleteNotification: row('deleteNotification', owners(204), notificationOf),

  // Import and export
  exportOwnList: row('exportOwnList', signedIn(200, { suspended: 200 }), () => ({
    params: { scope: 'been' },
  })),
  exportList: row('exportList', kept(200), ({ ownerId }) => ({ params: { id: `been-${ownerId}` } })),
  createImport: row('createImport', signedIn(202), () => ({
    body: { source: 'csv', scope: 'been', file: 'name\nTrattoria\n' },
  })),
  getImport: row('getImport', owners(200), async (world) => ({ params: { id: await world.newImport() } })),
  commitImport: row('commitImport', owners(200), async (world) => ({
    params: { id: await world.newImport() },
    body: {},
  })),
  deleteImport: row('deleteImport', owners(204), async (world) => ({
    params: { id: await world.newImport() },
  })),
  // Lists that people make
  createList: row('createList', signedIn(201), () => ({ body: { name: 'Pizza' } })),
  getList: row('getList', kept(200), listOf),
  updateList: row('updateList', guarded(200), async (world) => ({
    ...(await listOf(world)),
    body: { name: 'Ours' },
  })),
  deleteList: row('deleteList', guarded(204), listOf),
  addToCustomList: row('addToCustomList', guarded(201), async (world) => ({
    ...(await listOf(world)),
    body: { restaurantId: await world.newPlace() },
  })),
  removeFromCustomList: row('removeFromCustomList', guarded(204), async (world) => {
    const { params } = await listOf(world);
    return { params: { ...params, restaurantId: String(world.placeId) } };
  }),
  orderList: row('orderList', guarded(200), async (world) => ({
    ...(await listOf(world)),
    body: { restaurantIds: [world.placeId] },
  })),
  bookmarkList: row('bookmarkList', guarded(200, { follower: 200 }), listOf),
  unbookmarkList: row('unbookmarkList', guarded(200, { follower: 200 }), listOf),
  setCollaborator: row('setCollaborator', guarded(200), async (world) => {
    const { params } = await listOf(world);
    return { params: { ...params, userId: String(world.people.other.id) }, body: { role: 'viewer' } };
  }),
  removeCollaborator: row('removeCollaborator', guarded(204), async (world) => {
    const { params } = await listOf(world);
    return { params: { ...params, userId: String(world.people.admin.id) } };
  }),
  getListProgress: row('getListProgress', signedIn(404, { follower: 200, owner: 200 }), listOf),

  // Reviews
  createReview: row('createReview', signedIn(201, { moderator: 403 }), async ({ newPlace }) => ({
    params: { id: String(await newPlace()) },
    body: { rating: 8, content: 'Good.' },
  })),
  listReviews: row('listReviews', everybody(200), ({ placeId }) => ({ params: { id: String(placeId) } })),
  listReviewsOf: row('listReviewsOf', kept(200), owner),
  getReview: row('getReview', kept(200), reviewOf),
  updateReview: row('updateReview', guarded(200, { moderator: 403 }), async (world) => ({
    ...(await reviewOf(world)),
    body: { rating: 7 },
  })),
  deleteReview: row('deleteReview', guarded(204), reviewOf),
  markHelpful: row('markHelpful', guarded(403, { follower: 200 }), reviewOf),
  unmarkHelpful: row('unmarkHelpful', guarded(403, { follower: 200 }), reviewOf),
  listReviewComments: row('listReviewComments', kept(200), reviewOf),
  commentOnReview: row('commentOnReview', guarded(201, { follower: 201 }), async (world) => ({
    ...(await reviewOf(world)),
    body: { content: 'Yes.' },
  })),
  deleteReviewComment: row('deleteReviewComment', guarded(204), async (world) => {
    const { params } = await reviewOf(world);
    const { data } = await world.people.owner.must(ROUTES.commentOnReview, {
      params,
      body: { content: 'Yes.' },
    });
    return { params: { ...params, commentId: data.id } };
  }),

  // Where to go next
  listTrending: row('listTrending', everybody(200), nothing),
  listSimilar: row('listSimilar', everybody(200), ({ placeId }) => ({ params: { id: String(placeId) } })),
  listFriendsAtRestaurant: row('listFriendsAtRestaurant', signedIn(200), ({ placeId }) => ({
    params: { id: String(placeId) },
  })),
  listRecommendations: row('listRecommendations', signedIn(200), nothing),
  listFriendRecommendations: row('listFriendRecommendations', signedIn(200), nothing),

  // The catalogue as people keep it
  listRandom: row('listRandom', everybody(200), nothing),
  getScoreDistribution: row('getScoreDistribution', everybody(200), ({ placeId }) => ({
    params: { id: String(placeId) },
  })),
  suggestChange: row('suggestChange', signedIn(201), ({ placeId }) => ({
    params: { id: String(placeId) },
    body: { type: 'closed' },
  })),
  requestRestaurant: row('requestRestaurant', signedIn(201), () => ({ body: requested() })),
  listSuggestions: row('listSuggestions', admins(200), nothing),
  getSuggestion: row('getSuggestion', admins(200), suggestionIn),
  decideSuggestion: row('decideSuggestion', admins(200), async (world) => ({
    ...(await suggestionIn(world)),
    body: { decision: 'dismiss' },
  })),
  listRequests: row('listRequests', admins(200), nothing),
  decideRequest: row('decideRequest', admins(200), async (world) => {
    const { data } = await (await world.stranger()).must(ROUTES.requestRestaurant, { body: requested() });
    return { params: { id: data.id }, body: { decision: 'dismiss' } };
  }),
  listDuplicates: row('listDuplicates', admins(200), nothing),
  mergeRestaurant: row('mergeRestaurant', admins(200), async ({ newPlace }) => ({
    params: { id: String(await newPlace()) },
    body: { intoId: await newPlace() },
  })),

  // Reservations
  listReservations: row('listReservations', signedIn(200), nothing),
  listReservationReminders: row('listReservationReminders', signedIn(200), nothing),
  getReservationPriority: row('getReservationPriority', signedIn(200), nothing),
  createReservation: row('createReservation', signedIn(201), ({ placeId }) => ({ body: tableAt(placeId) })),
  getReservation: row('getReservation', signedIn(404, { follower: 200, owner: 200 }), offerOf),
  updateReservation: row('updateReservation', guarded(200), async (world) => ({
    ...(await offerOf(world)),
    body: { partySize: 3 },
  })),
  cancelReservation: row('cancelReservation', guarded(204), offerOf),
  claimReservation: row('claimReservation', signedIn(404, { follower: 200, owner: 409 }), offerOf),
  releaseReservation: row(
    'releaseReservation',
    signedIn(404, { follower: 200, owner: 403 }),
    async (world) => {
      const { params } = await offerOf(world);
      await world.people.follower.must(ROUTES.claimReservation, { params });
      return { params };
    },
  ),
  shareReservation: row('shareReservation', guarded(200), async (world) => ({
    ...(await offerOf(world)),
    body: { recipientIds: [Number(world.followerId)] },
  })),
  endReservationShare: row('endReservationShare', guarded(200), async (world) => {
    const { params } = await offerOf(world);
    await world.people.owner.must(ROUTES.shareReservation, {
      params,
      body: { recipientIds: [Number(world.followerId)] },
    });
    return { params };
  }),

  // Taste
  getTasteProfile: row('getTasteProfile', kept(200), owner),
  getChallenge: row('getChallenge', kept(200), ({ ownerId }) => ({ params: { id: ownerId, year: '2025' } })),
  setChallenge: row('setChallenge', signedIn(200), () => ({
    params: { year: '2025' },
    body: { goalCount: 12 },
  })),
  listChallengeActivities: row('listChallengeActivities', kept(200), ({ ownerId }) => ({
    params: { id: ownerId, year: '2025' },
  })),

  // Reports and moderation
  report: row('report', signedIn(404, { owner: 403, follower: 201 }), async ({ query, ownerId }) => {
    const [activity] = await query<{ id: string }>('select id from activities where user_id = $1', [ownerId]);
    return { body: { targetType: 'activity', targetId: `feed-${activity?.id}`, reason: 'spam' } };
  }),
  listDecisions: row('listDecisions', signedIn(200, { suspended: 200 }), nothing),
  // Tastemakers and what they publish
  listTastemakers: row('listTastemakers', everybody(200), nothing),
  getTastemaker: row('getTastemaker', everybody(200), byTastemaker),
  getTastemakerByUsername: row('getTastemakerByUsername', everybody(200), ({ people }) => ({
    params: { username: people.tastemaker.signedIn?.user.username ?? '' },
  })),
  applyAsTastemaker: row(
    'applyAsTastemaker',
    signedIn(201, { tastemaker: 403, moderator: 403, admin: 403 }),
    () => ({ body: { specialty: 'Ramen', why: 'Slurp.' } }),
  ),
  listOwnApplications: row('listOwnApplications', signedIn(200), nothing),
  listApplications: row('listApplications', admins(200), nothing),
  decideApplication: row('decideApplication', admins(200), async (world) => {
    const { data } = await (await world.stranger()).must(ROUTES.applyAsTastemaker, {
      body: { specialty: 'Ramen', why: 'Slurp.' },
    });
    return { params: { id: data.id }, body: { decision: 'accept' } };
  }),
  listPosts: row('listPosts', everybody(200), nothing),
  listPostsOf: row('listPostsOf', everybody(200), byTastemaker),
  getPost: row('getPost', everybody(200), postIn),
  createPost: row('createPost', signedIn(403, { tastemaker: 201, admin: 201 }), () => ({
    body: { title: 'Bowls', content: '<p>Slurp.</p>' },
  })),
  updatePost: row('updatePost', signedIn(403, { tastemaker: 200 }), async (world) => ({
    ...(await postIn(world)),
    body: { title: 'More bowls' },
  })),
  deletePost: row('deletePost', moderators(204, { tastemaker: 204 }), postIn),
  likePost: row('likePost', signedIn(200), postIn),
  unlikePost: row('unlikePost', signedIn(200), postIn),
  bookmarkPost: row('bookmarkPost', signedIn(200), postIn),
  unbookmarkPost: row('unbookmarkPost', signedIn(200), postIn),
  viewPost: row('viewPost', everybody(200), postIn),
  listPostComments: row('listPostComments', everybody(200), postIn),
  commentOnPost: row('commentOnPost', signedIn(201), async (world) => ({
    ...(await postIn(world)),
    body: { content: 'Slurp!' },
  })),
  deletePostComment: row('deletePostComment', moderators(204, { tastemaker: 204 }), async (world) => {
    const { params } = await postIn(world);
    const { data } = await (await world.stranger()).must(ROUTES.commentOnPost, {
      params,
      body: { content: 'Slurp!' },
    });
    return { params: { ...params, commentId: data.id } };
  }),

  // Lists of the house
  listFeatured: row('listFeatured', everybody(200), nothing),
  getFeatured: row('getFeatured', everybody(200), featuredIn),
  getFeaturedProgress: row('getFeaturedProgress', signedIn(200), featuredIn),
  bookmarkFeatured: row('bookmarkFeatured', signedIn(200), featuredIn),
  unbookmarkFeatured: row('unbookmarkFeatured', signedIn(200), featuredIn),
  createFeatured: row('createFeatured', admins(201), () => ({ body: { name: 'Slices' } })),
  updateFeatured: row('updateFeatured', admins(200), async (world) => ({
    ...(await featuredIn(world)),
    body: { city: 'New York' },
  })),
  deleteFeatured: row('deleteFeatured', admins(204), featuredIn),
  orderFeatured: row('orderFeatured', admins(200), async ({ query }) => {
    const rows = await query<{ id: string }>(
      `select 'featured-' || f.slug as id from featured_lists f join lists l on l.id = f.list_id where l.deleted_at is null`,
    );
    return { body: { ids: rows.map(({ id }) => id) } };
  }),

  appeal: row('appeal', owners(201, { suspended: 404 }), async (world) => {
    const id = await reported(world, Number(world.ownerId));
    await world.people.moderator.must(ROUTES.resolveReport, { params: { id }, body: { action: 'warn' } });
    return { params: { id }, body: { text: 'It was not me.' } };
  }),
  listReports: row('listReports', moderators(200), nothing),
  resolveReport: row('resolveReport', moderators(200), async (world) => ({
    params: { id: await reported(world, (await world.stranger()).id) },
    body: { action: 'dismiss' },
  })),

  // Groups
  matchGroup: row('matchGroup', signedIn(404, { follower: 200, owner: 200 }), ({ ownerId }) => ({
    body: { participantIds: [Number(ownerId)] },
  })),
  listGroupSessions: row('listGroupSessions', signedIn(200), nothing),
  getGroupSession: row('getGroupSession', owners(200), async (world) => ({
    params: (await groupSession(world)).params,
  })),
  castVote: row('castVote', owners(200), async (world) => {
    const { params, restaurantId } = await groupSession(world);
    return { params, body: { restaurantId, vote: 'yes' } };
  }),
  joinGroupSession: row('joinGroupSession', owners(200), async (world) => ({
    params: (await groupSession(world)).params,
  })),
  leaveGroupSession: row('leaveGroupSession', owners(200), async (world) => ({
    params: (await groupSession(world)).params,
  })),
  refreshGroupSession: row('refreshGroupSession', owners(200), async (world) => ({
    params: (await groupSession(world)).params,
  })),
  selectMatch: row('selectMatch', owners(200), async (world) => {
    const { params, restaurantId } = await groupSession(world);
    return { params, body: { restaurantId } };
  }),
  endGroupSession: row('endGroupSession', owners(204), async (world) => ({
    params: (await groupSession(world)).params,
  })),

  // Administration
  listAccounts: row('listAccounts', admins(200), nothing),
  updateAccount: row('updateAccount', admins(200), async (world) => ({
    params: { id: String((await world.stranger()).id) },
    body: { role: 'moderator' },
  })),
  suspendAccount: row('suspendAccount', admins(200), async (world) => ({
    params: { id: String((await world.stranger()).id) },
    body: { until: '2999-01-01T00:00:00.000Z', reason: 'spam' },
  })),
  unsuspendAccount: row('unsuspendAccount', admins(200), async (world) => ({
    params: { id: String((await world.stranger()).id) },
  })),
  forceLogout: row('forceLogout', admins(204), async (world) => ({
    params: { id: String((await world.stranger()).id) },
  })),
  setPriority: row('setPriority', admins(200), async (world) => ({
    params: { id: String((await world.stranger()).id) },
    body: { level: 'Gold' },
  })),
  listAuditLog: row('listAuditLog', admins(200), nothing),
  getStats: row('getStats', admins(200), nothing),
};

/** A new report of the follower on a person. */
async function reported({ people }: World, targetId: number): Promise<string> {
  const { data } = await people.follower.must(ROUTES.report, {
    body: { targetType: 'user', targetId, reason: 'spam' },
  });
  return data.id;
}

/** A session of the owner alone, with one place to vote on. */
async function groupSession({ people, newPlace }: World) {
  const restaurantId = await newPlace();
  await people.owner.must(ROUTES.addToList, {
    params: { id: 'me', scope: 'want_to_try' },
    body: { restaurantId },
  });
  const { data } = await people.owner.must(ROUTES.matchGroup, { body: { maxResults: 20 } });
  return { params: { sid: data.sessionId ?? '' }, restaurantId };
}

/** A ranking session of the owner that compares a new place with one liked place, with so many answers. */
async function rankSession(world: World, answers: number): Promise<{ params: { sid: string } }> {
  const { owner: person } = world.people;
  const begin = async () => {
    const body = { restaurantId: await world.newPlace(), sentiment: 'liked', category: 'dessert' } as const;
    return { sid: (await person.must(ROUTES.startRankSession, { body })).data.id };
  };
  const [{ ranked } = { ranked: 0 }] = await world.query<{ ranked: number }>(
    `select count(*)::int as ranked from ranked_places where user_id = $1 and category = 'dessert'`,
    [world.ownerId],
  );
  if (ranked === 0) await person.must(ROUTES.commitRankSession, { params: await begin(), body: {} });
  const params = await begin();
  for (let n = 0; n < answers; n++)
    await person.must(ROUTES.answerRankSession, { params, body: { choice: 'left' } });
  return { params };
}
