import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { Clock } from '../../platform/clock.js';
import { EmptyAsUndefined } from '../../platform/http/constraints.js';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import { qrPicture } from '../../platform/views/qr-code.js';
import type { PageContext } from '../../platform/views/views.js';
import { RegistrationTokens } from '../registration-tokens.js';
import { cardOf } from './my-card.js';
import { MyPages } from './my-pages.js';
import { Standings } from './standings.js';

/** What is to be on the card. */
class CardQuery {
  @IsOptional()
  @EmptyAsUndefined()
  @IsIn(['0', '1'])
  names?: string;

  @IsOptional()
  @EmptyAsUndefined()
  @IsIn(['1'])
  link?: string;
}

/** A card to print and to keep in a purse. The secret link is on it only where somebody asked for it. */
@Public()
@ApiExcludeController()
@Controller('my/:token/card')
export class MyCardPublicController {
  constructor(
    private readonly pages: MyPages,
    private readonly standings: Standings,
    private readonly tokens: RegistrationTokens,
    private readonly clock: Clock,
  ) {}

  /** Without `names` it is as discreet as the registration is. */
  @Get()
  @PrivatePage()
  async show(
    @Param('token') token: string,
    @Query() { names, link }: CardQuery,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.pages.about(token, 'card', page, async (registration) => {
      const isNamed = names === undefined ? !registration.discreet : names === '1';
      const notes = await this.standings.notesOn(registration);
      const manageUrl = this.tokens.manageUrl(registration.token, page.language);
      return {
        isNamed,
        card: cardOf(registration, notes, { isNamed, now: this.clock.now() }),
        qr: link === '1' ? qrPicture(manageUrl) : null,
      };
    });
  }
}
