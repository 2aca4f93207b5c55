import { Injectable, Logger } from '@nestjs/common';
import { HOUSE } from './glossary.js';
import { Reader, type Word } from './reader.js';
import { withRuby } from './ruby.js';

/** Words that are read as somebody says who knows: those of what a page shows. */
export type OwnWords = (html: string) => Promise<readonly Word[]>;

/** Puts readings over the kanji of a page: what organizers entered first, then the words of the house. */
@Injectable()
export class Furigana {
  private readonly logger = new Logger('furigana');
  private ownWords: OwnWords = async () => [];

  /** Names who knows the words of what pages show; to be called while modules initialise. */
  know(ownWords: OwnWords): void {
    this.ownWords = ownWords;
  }

  /** A whole page, with readings. A page without the words of its own is better than none. */
  async of(html: string): Promise<string> {
    return withRuby(html, new Reader(await this.own(html), HOUSE));
  }

  private async own(html: string): Promise<readonly Word[]> {
    try {
      return await this.ownWords(html);
    } catch (error) {
      this.logger.warn(`a page stands without readings of its own: ${(error as Error).message}`);
      return [];
    }
  }
}
