import type { Reactions } from './platform/outbox/occurrence.js';

/** What each event sets off after its commit. The boot fails unless every entry has exactly one handler. */
export const REACTIONS = {
  'relation.added': ['clear-caches', 'announce', 'notify'],
  'relation.changed': ['clear-caches', 'announce'],
  'relation.removed': ['clear-caches', 'announce'],
  'follow.started': ['clear-caches', 'announce', 'notify'],
  'follow.requested': ['clear-caches', 'notify'],
  'follow.ended': ['clear-caches', 'announce'],
  'follow.accepted': ['clear-caches', 'announce', 'notify'],
  'person.blocked': ['clear-caches'],
  'person.unblocked': ['clear-caches'],
  'person.muted': ['clear-caches', 'announce'],
  'person.unmuted': ['clear-caches', 'announce'],
  'visibility.changed': ['clear-caches', 'forget-kept'],
  'export.requested': ['build-export'],
  'profile.changed': ['clear-caches'],
  'sessions.ended': ['close-sessions'],
  'access.changed': ['apply-access'],
  'report.decided': ['notify'],
  'password.forgotten': ['send-link'],
  'mail.requested': ['send-mail'],
  'restaurant.created': ['clear-caches'],
  'restaurant.changed': ['clear-caches'],
  'restaurant.removed': ['clear-caches'],
} as const satisfies Reactions;
