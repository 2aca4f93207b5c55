import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AppConfig } from '../../platform/config/app-config.js';
import { Public } from '../../platform/http/public-route.js';
import { isColour } from '../../shared/accent.js';
import { DomainError } from '../../shared/domain-error.js';
import {
  colourSheet,
  colourSheetName,
  LEAFLET_ASSETS,
  LEAFLET_SHEET,
  LEAFLET_SHEET_NAME,
} from './leaflet-sheet.js';

const COLOUR = /^colour-([0-9a-f]{6})\.[0-9a-f]+\.css$/;

/** The style sheets of leaflets. */
@Public()
@ApiExcludeController()
@Controller(LEAFLET_ASSETS)
export class LeafletAssetsPublicController {
  constructor(private readonly config: AppConfig) {}

  /** The style of all leaflets, or of one colour: an answer that never changes under its address. */
  @Get(':name')
  @Header('content-type', 'text/css; charset=utf-8')
  @Header('cache-control', 'public, max-age=31536000, immutable')
  sheet(@Param('name') name: string): string {
    if (name === LEAFLET_SHEET_NAME) return LEAFLET_SHEET;
    const accent = `#${COLOUR.exec(name)?.[1]}`;
    if (!isColour(accent) || name !== colourSheetName(accent, this.config.secret))
      throw new DomainError('unknown');
    return colourSheet(accent);
  }
}
