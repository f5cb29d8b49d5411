import type {
  Challenge,
  Coordinates,
  ProfilePatch,
  UserCard,
  UserMe,
  UserPublic,
  UserRef,
  UserStats,
} from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import { Database, type Db } from '../../platform/database/database.js';
import { isUniqueViolation } from '../../platform/database/errors.js';
import { AppError } from '../../platform/errors.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { ChallengesService } from './challenges.service.js';
import { dateIn } from './streak.rules.js';
import { UnreadCounter } from './unread-counter.js';
import {
  findHome,
  findOwnProfile,
  findPrivatePart,
  findProfile,
  findProfileByUsername,
  findStats,
  findUserCards,
  type ProfileChange,
  type ProfileRow,
  updateProfile,
} from './users.sql.js';
import { decryptHome, presentMe, presentProfile, presentShortStats } from './users.view.js';
import { isOpenTo } from './visibility.rules.js';

/** Whose challenge profiles show. */
const SHOWN_YEAR = 2025;

const notThere = () => new AppError('USER_NOT_FOUND', 'There is no such person.');

@Injectable()
export class UsersService {
  constructor(
    private readonly database: Database,
    private readonly cache: Cache,
    private readonly cipher: FieldCipher,
    private readonly outbox: Outbox,
    private readonly challenges: ChallengesService,
    private readonly unread: UnreadCounter,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async me(id: number, db: Db = this.database.current): Promise<UserMe> {
    const [row, secret, unreadCount] = await Promise.all([
      findOwnProfile(db, id),
      findPrivatePart(db, id),
      this.unread.of(id, db),
    ]);
    if (!row || !secret) throw notThere();
    const challenge = await this.challenges.uncached(db, row, SHOWN_YEAR);
    return { ...presentMe(row, secret, unreadCount, this.cipher, this.clock()), challenge2025: challenge };
  }

  async profile(viewer: Viewer, ref: UserRef): Promise<UserPublic> {
    const row = await findProfile(this.database.current, this.resolve(viewer, ref), viewer?.id ?? null);
    return this.presentWithChallenge(viewer, row);
  }

  async profileByUsername(viewer: Viewer, username: string): Promise<UserPublic> {
    const row = await findProfileByUsername(this.database.current, username, viewer?.id ?? null);
    return this.presentWithChallenge(viewer, row);
  }

  /** Counts are open even for private accounts; what they are made of is not. */
  async stats(viewer: Viewer, ref: UserRef): Promise<UserStats> {
    const id = this.resolve(viewer, ref);
    const row = await findProfile(this.database.current, id, viewer?.id ?? null);
    if (!row) throw notThere();
    const now = this.clock();
    const isSelf = viewer?.id === id;
    const isOpen = isOpenTo(viewer?.id ?? null, {
      ...row,
      isFollowedByViewer: row.viewerFollows === 'accepted',
    });
    const load = () => findStats(this.database.current, id, dateIn(row.timezone, now), isSelf);
    // Only what everybody may see is shared; the person's own view includes stealth places.
    const detail = isSelf ? await load() : await this.sharedStats(id, load);
    return {
      ...presentShortStats(row, now, isSelf),
      recommendationsCount: (row.countsOfOthers ?? row).recommendationsCount,
      longestStreak: (row.countsOfOthers ?? row).longestStreak,
      weeklyStreak: detail.weeklyStreak,
      longestWeeklyStreak: detail.longestWeeklyStreak,
      averageRating: isOpen ? detail.averageRating : null,
      totalPhotos: row.photosCount,
      topCuisines: isOpen ? detail.topCuisines : [],
    };
  }

  async challenge(viewer: Viewer, ref: UserRef, year: number): Promise<Challenge> {
    const account = await this.openAccount(viewer, ref);
    return this.challenges.of(account, year, account.id === viewer?.id);
  }

  /** The person's own, stealth places counted, as it is in an open transaction; undefined for nobody. */
  async challengeOfThisYear(db: Db, userId: number): Promise<Challenge | undefined> {
    const row = await findOwnProfile(db, userId);
    if (!row) return undefined;
    return this.challenges.uncached(db, row, Number(dateIn(row.timezone, this.clock()).slice(0, 4)));
  }

  async setChallenge(actor: Actor, year: number, goalCount: number): Promise<Challenge> {
    const row = await findOwnProfile(this.database.current, actor.id);
    if (!row) throw notThere();
    return this.challenges.setGoal(actor, row.timezone, year, goalCount);
  }

  async updateMe(actor: Actor, patch: ProfilePatch): Promise<UserMe> {
    return this.database.transaction(async (tx) => {
      try {
        await updateProfile(tx, actor.id, this.toChange(patch));
      } catch (error) {
        if (isUniqueViolation(error, 'users_username_key'))
          throw new AppError('USERNAME_TAKEN', 'This username is taken.');
        throw error;
      }
      await this.outbox.append(tx, 'profile.changed', { userId: actor.id });
      return this.me(actor.id, tx);
    });
  }

  cards(
    viewer: Viewer,
    ids: readonly number[],
    db: Db = this.database.current,
  ): Promise<Map<number, UserCard>> {
    return findUserCards(db, ids, viewer?.id ?? null);
  }

  /**
   * The account that a path names, if the viewer may see what it keeps.
   * @throws AppError USER_NOT_FOUND for nobody, for a private account and for `me` of nobody: the same answer
   */
  async openAccount(viewer: Viewer, ref: UserRef): Promise<ProfileRow> {
    const id = this.resolve(viewer, ref);
    const row = await findProfile(this.database.current, id, viewer?.id ?? null);
    if (
      !row ||
      !isOpenTo(viewer?.id ?? null, { ...row, isFollowedByViewer: row.viewerFollows === 'accepted' })
    ) {
      throw notThere();
    }
    return row;
  }

  /** Where the person lives, in the clear; only for the person. */
  async homeOf(actor: Pick<Actor, 'id'>): Promise<Coordinates | null> {
    return decryptHome(await findHome(this.database.current, actor.id), this.cipher);
  }

  /** @throws AppError UNAUTHORIZED for `me` without being signed in */
  resolve(viewer: Viewer, ref: UserRef): number {
    if (ref !== 'me') return ref;
    if (!viewer) throw new AppError('UNAUTHORIZED', 'Sign in first.');
    return viewer.id;
  }

  private async presentWithChallenge(viewer: Viewer, row: ProfileRow | undefined): Promise<UserPublic> {
    if (!row) throw notThere();
    const viewerId = viewer?.id ?? null;
    const isOpen = isOpenTo(viewerId, { ...row, isFollowedByViewer: row.viewerFollows === 'accepted' });
    const challenge2025 = isOpen ? await this.challenges.of(row, SHOWN_YEAR, row.id === viewerId) : null;
    return { ...presentProfile(row, viewerId, this.clock()), challenge2025 };
  }

  private async sharedStats(
    id: number,
    load: () => ReturnType<typeof findStats>,
  ): ReturnType<typeof findStats> {
    const text = await this.cache.read(CACHE.userStats, id, async () => ({
      value: JSON.stringify(await load()),
    }));
    return text === null ? load() : JSON.parse(text);
  }

  private toChange(patch: ProfilePatch): ProfileChange {
    const { displayName, location, dietaryRestrictions, dislikedCuisines, homeLocation, phone, ...same } =
      patch;
    const given = {
      ...same,
      display_name: displayName,
      is_username_generated: patch.username === undefined ? undefined : false,
      dietary_restrictions: dietaryRestrictions && [...new Set(dietaryRestrictions)],
      disliked_cuisines: dislikedCuisines && [...new Set(dislikedCuisines)],
      home_encrypted: homeLocation && this.cipher.encrypt('home', JSON.stringify(homeLocation)),
      phone_encrypted: phone && this.cipher.encrypt('phone', phone),
      ...(location === undefined ? {} : { city: location?.city ?? null, state: location?.state ?? null }),
    };
    return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  }
}
