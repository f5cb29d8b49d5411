import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer } from '../../../platform/http/answer.js';
import { Endpoint, IfMatch, Input, Self, Who } from '../../../platform/http/endpoint.js';
import { UNDO_HEADER } from '../../../platform/undo/undo.js';
import type { Actor, Viewer } from '../../../platform/viewer.js';
import { RankSessionsService } from './rank-sessions.service.js';
import { RankingService } from './ranking.service.js';

@Controller()
export class RankingController {
  constructor(
    private readonly ranking: RankingService,
    private readonly sessions: RankSessionsService,
  ) {}

  @Endpoint(ROUTES.rankPlace)
  async rank(
    @Self() actor: Actor,
    @Input() { params, body }: Parsed<typeof ROUTES.rankPlace>,
    @IfMatch() expected: number | undefined,
  ) {
    const { ranked, version, undoToken } = await this.ranking.rank(
      actor,
      params.restaurantId,
      body.rankIndex,
      expected,
    );
    return new Answer(ranked, undefined, { version, headers: { [UNDO_HEADER]: undoToken } });
  }

  @Endpoint(ROUTES.listRankings)
  async list(@Who() viewer: Viewer, @Input() { params, query }: Parsed<typeof ROUTES.listRankings>) {
    const { entries, meta } = await this.ranking.list(viewer, params.id, query);
    return new Answer(entries, meta);
  }

  @Endpoint(ROUTES.startRankSession)
  async start(@Self() actor: Actor, @Input() { body }: Parsed<typeof ROUTES.startRankSession>) {
    return new Answer(await this.sessions.start(actor, body));
  }

  @Endpoint(ROUTES.getRankSession)
  async session(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.getRankSession>) {
    return new Answer(await this.sessions.get(actor, params.sid));
  }

  @Endpoint(ROUTES.answerRankSession)
  async compare(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.answerRankSession>) {
    return new Answer(await this.sessions.answer(actor, params.sid, body));
  }

  @Endpoint(ROUTES.undoRankAnswer)
  async undo(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.undoRankAnswer>) {
    return new Answer(await this.sessions.undo(actor, params.sid));
  }

  @Endpoint(ROUTES.endRankSession)
  async end(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.endRankSession>): Promise<void> {
    await this.sessions.end(actor, params.sid);
  }

  @Endpoint(ROUTES.commitRankSession)
  async commit(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.commitRankSession>) {
    const { committed, added, version } = await this.sessions.commit(actor, params.sid, body);
    return new Answer(committed, added, { version });
  }

  @Endpoint(ROUTES.putRanking)
  async place(
    @Self() actor: Actor,
    @Input() { params, body }: Parsed<typeof ROUTES.putRanking>,
    @IfMatch() version: number | undefined,
  ) {
    const { relation, placed, isNew } = await this.ranking.place(actor, params.restaurantId, body, version);
    return new Answer(relation, placed, { version: relation.version, status: isNew ? 201 : 200 });
  }
}
