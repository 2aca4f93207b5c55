import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../platform/http/public-route.js';
import { DomainError } from '../../shared/domain-error.js';
import { colourSheet, LEAFLET_ASSETS, LEAFLET_SHEET, LEAFLET_SHEET_NAME } from './leaflet-sheet.js';

const COLOUR = /^colour-([0-9a-f]{6})\.css$/;

/** The style sheets of leaflets. */
@Public()
@ApiExcludeController()
@Controller(LEAFLET_ASSETS)
export class LeafletAssetsPublicController {
  /** The style of all leaflets, or of one colour: an answer that never changes under its address. */
  @Get(':name')
  @Header('content-type', 'text/css; charset=utf-8')
  @Header('cache-control', 'public, max-age=31536000, immutable')
  sheet(@Param('name') name: string): string {
    if (name === LEAFLET_SHEET_NAME) return LEAFLET_SHEET;
    const colour = COLOUR.exec(name)?.[1];
    if (!colour) throw new DomainError('unknown');
    return colourSheet(`#${colour}`);
  }
}
