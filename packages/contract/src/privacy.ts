import { z } from 'zod';
import { Id, IdParam, Instant, OffsetQuery, PageMeta, UserRef } from './primitives.js';
import { defineRoutes } from './route.js';
import { UserCard } from './users.js';

// Views ------------------------------------------------------------------------------------------------

/** How the caller and another person stand to each other. */
export const Relationship = z
  .object({
    userId: Id,
    isFollowing: z.boolean(),
    isRequested: z.boolean(),
    followsYou: z.boolean(),
    isBlocked: z.boolean(),
    isMuted: z.boolean(),
  })
  .meta({ id: 'Relationship' });
export type Relationship = z.output<typeof Relationship>;

export const FollowRequest = UserCard.extend({ requestedAt: Instant }).meta({ id: 'FollowRequest' });
export type FollowRequest = z.output<typeof FollowRequest>;

export const BlockState = z.object({ userId: Id, isBlocked: z.boolean() }).meta({ id: 'BlockState' });
export type BlockState = z.output<typeof BlockState>;

export const MuteState = z.object({ userId: Id, isMuted: z.boolean() }).meta({ id: 'MuteState' });
export type MuteState = z.output<typeof MuteState>;

// Routes -----------------------------------------------------------------------------------------------

const Other = z.object({ id: UserRef });
const OtherId = z.object({ id: IdParam });
const cardPage = { output: z.array(UserCard), meta: PageMeta, query: OffsetQuery, status: 200 } as const;

export const privacyRoutes = defineRoutes({
  getRelationship: {
    method: 'GET',
    path: '/users/:id/relationship',
    tag: 'People',
    summary: 'How the caller and a person stand to each other',
    access: 'readOwn',
    params: Other,
    output: Relationship,
    status: 200,
    errors: ['USER_NOT_FOUND'],
  },
  listFollowRequests: {
    method: 'GET',
    path: '/users/me/follow-requests',
    tag: 'People',
    summary: 'Who asks to follow the caller, newest first',
    access: 'readOwn',
    query: OffsetQuery,
    output: z.array(FollowRequest),
    meta: PageMeta,
    status: 200,
    errors: [],
  },
  acceptFollowRequest: {
    method: 'POST',
    path: '/users/me/follow-requests/:id/accept',
    tag: 'People',
    summary: 'Let a person follow who asked to; repeating changes nothing',
    access: 'meetPeople',
    params: OtherId,
    output: Relationship,
    status: 200,
    errors: ['USER_NOT_FOUND'],
  },
  declineFollowRequest: {
    method: 'DELETE',
    path: '/users/me/follow-requests/:id',
    tag: 'People',
    summary: 'Turn a request down; the person is not told',
    access: 'meetPeople',
    params: OtherId,
    output: null,
    status: 204,
    errors: ['USER_NOT_FOUND'],
  },
  removeFollower: {
    method: 'DELETE',
    path: '/users/me/followers/:id',
    tag: 'People',
    summary: 'Stop a person from following the caller; the person is not told',
    access: 'meetPeople',
    params: OtherId,
    output: null,
    status: 204,
    errors: ['USER_NOT_FOUND'],
  },
  blockUser: {
    method: 'POST',
    path: '/users/:id/block',
    tag: 'People',
    summary: 'Hide a person and the caller from each other everywhere; ends following both ways',
    access: 'meetPeople',
    params: Other,
    output: BlockState,
    status: 200,
    errors: ['USER_NOT_FOUND', 'CANNOT_BLOCK_SELF'],
  },
  unblockUser: {
    method: 'DELETE',
    path: '/users/:id/block',
    tag: 'People',
    summary: 'Take a block back; repeating changes nothing',
    access: 'meetPeople',
    params: Other,
    output: BlockState,
    status: 200,
    errors: ['USER_NOT_FOUND', 'CANNOT_BLOCK_SELF'],
  },
  muteUser: {
    method: 'POST',
    path: '/users/:id/mute',
    tag: 'People',
    summary: 'Hear nothing more of a person, who is not told',
    access: 'meetPeople',
    params: Other,
    output: MuteState,
    status: 200,
    errors: ['USER_NOT_FOUND', 'CANNOT_BLOCK_SELF'],
  },
  unmuteUser: {
    method: 'DELETE',
    path: '/users/:id/mute',
    tag: 'People',
    summary: 'Hear of a person again; repeating changes nothing',
    access: 'meetPeople',
    params: Other,
    output: MuteState,
    status: 200,
    errors: ['USER_NOT_FOUND', 'CANNOT_BLOCK_SELF'],
  },
  listBlocked: {
    method: 'GET',
    path: '/users/me/blocked',
    tag: 'People',
    summary: 'Whom the caller has blocked, newest first',
    access: 'readOwn',
    ...cardPage,
    errors: [],
  },
  listMuted: {
    method: 'GET',
    path: '/users/me/muted',
    tag: 'People',
    summary: 'Whom the caller has muted, newest first',
    access: 'readOwn',
    ...cardPage,
    errors: [],
  },
});
