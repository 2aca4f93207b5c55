import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import { parse } from '../../platform/http/validation.js';
import type { PageContext } from '../../platform/views/views.js';
import type { DomainError } from '../../shared/domain-error.js';
import { ProgrammePages } from '../public/programme-pages.queries.js';
import { keyOf } from '../public/register-form.js';
import { RELATIONS } from '../register.dto.js';
import type { RegistrationView } from '../registration-view.js';
import { attempt } from './attempt.js';
import { MoveDto, PartyDto } from './change.dto.js';
import { Links } from './links.service.js';
import { MoveTargets } from './move-targets.js';
import { Moves } from './moves.service.js';
import { doneAt } from './my.public.controller.js';
import { MyPages } from './my-pages.js';
import { mostPeople, PartyChanges } from './party-changes.service.js';
import { type PartyValues, partyValuesOf } from './sent-form.js';

/** Larger changes of a registration, each on a page of its own: who comes, to where it is moved, its link. */
@Public()
@ApiExcludeController()
@Controller('my/:token')
export class MyChangesPublicController {
  constructor(
    private readonly pages: MyPages,
    private readonly parties: PartyChanges,
    private readonly moves: Moves,
    private readonly targets: MoveTargets,
    private readonly links: Links,
    private readonly programmes: ProgrammePages,
  ) {}

  @Get('people')
  @PrivatePage()
  async askPeople(@Param('token') token: string, @Page() page: PageContext): Promise<string> {
    return this.peoplePage(token, page);
  }

  /** What was refused comes back with what was typed. */
  @Post('people')
  @HttpCode(200)
  @PrivatePage()
  async changePeople(
    @Param('token') token: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const values = partyValuesOf(body);
    return attempt(
      reply,
      async () => {
        await this.parties.change(token, parse(PartyDto, values));
        throw doneAt(token, 'people', page);
      },
      (refusal) => this.peoplePage(token, page, { values, refusal }),
    );
  }

  /** Where it could go; once a target is chosen, what that means. */
  @Get('move')
  @PrivatePage()
  async askMove(
    @Param('token') token: string,
    @Query() query: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return attempt(
      reply,
      () => this.movePage(token, page, parse(MoveDto, query, { code: 'invalid_query' })),
      (refusal) => this.movePage(token, page, {}, refusal),
    );
  }

  @Post('move')
  @HttpCode(200)
  @PrivatePage()
  async move(
    @Param('token') token: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return attempt(
      reply,
      async () => {
        await this.moves.move(token, parse(MoveDto, body));
        throw doneAt(token, 'move', page);
      },
      (refusal) => this.movePage(token, page, {}, refusal),
    );
  }

  @Get('link')
  @PrivatePage()
  async askLink(@Param('token') token: string, @Page() page: PageContext): Promise<string> {
    return this.pages.about(token, 'link', page, { key: randomUUID() });
  }

  /** Answers with the new link itself, or with where it was sent: the address of this page opens nothing any more. */
  @Post('link')
  @HttpCode(200)
  @PrivatePage()
  async replaceLink(
    @Param('token') token: string,
    @Body() body: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const { manageUrl } = await this.links.replace(token, keyOf(body));
    return this.pages.bare('link-done', { ...page, path: '/' }, { manageUrl });
  }

  private peoplePage(
    token: string,
    page: PageContext,
    sent?: { readonly values: PartyValues; readonly refusal: DomainError },
  ): Promise<string> {
    const refusal = sent?.refusal;
    return this.pages.about(token, 'people', page, async (registration) => ({
      asks: (await this.programmes.byCourse(registration.course.id)).programme.asks,
      relations: RELATIONS,
      maxPeople: mostPeople(registration),
      values: { ...partyOf(registration), ...sent?.values },
      faults: refusal?.details.faults ?? [],
      refusal: refusal && refusal.code !== 'invalid' ? { act: 'people', code: refusal.code } : null,
    }));
  }

  private async movePage(
    token: string,
    page: PageContext,
    chosen: MoveDto,
    refusal?: DomainError,
  ): Promise<string> {
    const targets = await this.targets.of(token);
    const target = targets.find(
      ({ course, session, pool }) =>
        course === chosen.course && session === chosen.session && pool.key === (chosen.pool ?? pool.key),
    );
    const isGone = target === undefined && (chosen.course ?? chosen.session) !== undefined;
    return this.pages.about(token, target ? 'move-confirm' : 'move', page, {
      ...{ targets, target },
      refusal: refusal ? { act: 'move', code: refusal.code } : isGone ? { act: 'move', code: 'full' } : null,
    });
  }
}

/** Who comes as it stands, as the form has it. */
function partyOf({ people, companions, age }: RegistrationView): PartyValues {
  return {
    people: String(people),
    age: age === null ? '' : String(age),
    companions: companions.map(({ nickname, relation, age: years }) => ({
      nickname: nickname ?? '',
      relation: relation ?? '',
      age: years === null ? '' : String(years),
    })),
  };
}
