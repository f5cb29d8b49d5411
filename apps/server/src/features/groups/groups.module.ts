import { Inject, Module } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import { Sockets } from '../../platform/sockets/sockets.js';
import { Undo } from '../../platform/undo/undo.js';
import { AvailabilityModule } from '../availability/availability.public.js';
import { ReservationsModule } from '../reservations/reservations.public.js';
import { RestaurantsModule } from '../restaurants/restaurants.public.js';
import { UsersModule } from '../users/users.public.js';
import { CommonGroups } from './common-groups.js';
import { GroupsController } from './groups.controller.js';
import { GroupsJobs } from './groups.jobs.js';
import { GroupsService } from './groups.service.js';
import { groupRoom, LiveGroups } from './live-groups.js';
import { MatchFinder } from './match-finder.js';
import { SessionViews } from './session-views.js';
import { GroupSessionsService } from './sessions.service.js';
import { findSeats, takesPart } from './sessions.sql.js';

@Module({
  imports: [UsersModule, RestaurantsModule, AvailabilityModule, ReservationsModule],
  controllers: [GroupsController],
  providers: [
    MatchFinder,
    SessionViews,
    GroupSessionsService,
    GroupsService,
    LiveGroups,
    CommonGroups,
    GroupsJobs,
  ],
  exports: [GroupSessionsService],
})
export class GroupsModule {
  constructor(
    sockets: Sockets,
    database: Database,
    undo: Undo,
    sessions: GroupSessionsService,
    @Inject(CLOCK) clock: Clock,
  ) {
    sockets.allowRoom(/^group:session-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/, (actor, id) =>
      takesPart(database.primary, id, actor.id, clock()),
    );
    sockets.onConnect(async (actor) => (await findSeats(database.primary, actor.id, clock())).map(groupRoom));
    sockets.onMessage('group:vote', (actor, { sessionId, ...cast }) => sessions.vote(actor, sessionId, cast));
    undo.handle('group-ended', (tx, actor, { sessionId }: { sessionId: string }) =>
      sessions.restore(tx, actor, sessionId),
    );
  }
}
