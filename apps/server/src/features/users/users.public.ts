export { ChallengesService } from './challenges.service.js';
export { firstVisits } from './challenges.sql.js';
export { foldCity } from './cities.sql.js';
export {
  hiding,
  isShown,
  isShownTo,
  type ModeratedContent,
  moderatedContent,
  type ReportedRow,
  reportedFinder,
} from './moderated-content.sql.js';
export { findReportedPeople } from './moderated-people.sql.js';
export { currentStreak, dateIn, dayBefore, isMilestone, latestVisitDate } from './streak.rules.js';
export { UnreadCounter } from './unread-counter.js';
export { UsersModule } from './users.module.js';
export { UsersService } from './users.service.js';
export { countsOfOthers, stealthCount, userCardJson } from './users.sql.js';
export { decryptHome } from './users.view.js';
export { isOpenTo, showsKept } from './visibility.rules.js';
export {
  accountIsOpen,
  accountIsOpenTo,
  accountIsThere,
  accountStands,
  activityIsShown,
  isNotMuted,
  isThereTo,
  relationIsShown,
  relationIsShownTo,
} from './visibility.sql.js';
