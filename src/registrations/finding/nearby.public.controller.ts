import { Controller, Get, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Clock } from '../../platform/clock.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { PublicPage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import { qrPicture } from '../../platform/views/qr-code.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { AUDIENCES } from '../../programmes/domain/kinds.js';
import { addMonths } from '../../shared/civil-time.js';

import { hrefOf } from './address.js';
import { DISTANCES, NearbyQuery } from './nearby.dto.js';
import { NearbyList } from './nearby-list.js';

/** Months that the form offers, this one among them. */
const MONTHS_OFFERED = 6;

/** `/nearby`: what is on near here in one month, to be read on the screen and hung up on paper. */
@Public()
@ApiExcludeController()
@Controller('nearby')
export class NearbyPublicController {
  constructor(
    private readonly nearby: NearbyList,
    private readonly views: Views,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  @Get()
  @PublicPage()
  async month(@Query() query: NearbyQuery, @Page() page: PageContext): Promise<string> {
    const around = await this.nearby.surroundings(query);
    const { organization, centre, month, thisMonth } = around;
    const { audience } = query;
    const chosen = {
      ...{ organization: organization?.slug, venue: centre?.code, radius: centre && around.radius },
      month: month === thisMonth ? undefined : month,
      audience,
    };
    const list = organization && (await this.nearby.list({ ...around, organization }, query));
    const offered = Array.from({ length: MONTHS_OFFERED }, (_, index) =>
      addMonths(`${thisMonth}-01`, index).slice(0, 7),
    );
    // Whoever follows the printed code reads the same month, also when it is another month by then.
    const path = hrefOf('/nearby', { ...chosen, month });
    const address = `${this.config.publicUrl}${withLanguage(path, page.language, page.furigana)}`;
    return this.views.page('public/nearby', page, {
      ...{
        around,
        audience,
        list,
        now: this.clock.now(),
        address,
        audiences: AUDIENCES,
        distances: DISTANCES,
      },
      months: [...new Set([...offered, month])].sort(),
      canonical: hrefOf('/nearby', { organization: organization?.slug }),
      isFirst: query.after === undefined,
      firstHref: hrefOf('/nearby', chosen),
      nextHref: list?.next ? hrefOf('/nearby', { ...chosen, after: list.next }) : null,
      listHref: hrefOf('/', { organization: organization?.slug, audience }),
      programmesHref: hrefOf('/programmes', { organization: organization?.slug, audience }),
      qr: qrPicture(address),
    });
  }
}
