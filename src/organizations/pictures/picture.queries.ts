/** One file of a picture, for a page. */
export interface PictureFileView {
  readonly hash: string;
  readonly mediaType: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** A picture, for a page: what it shows, and its files, the narrowest first. */
export interface PictureView {
  readonly alt: string;
  readonly altEn: string | null;
  readonly files: readonly PictureFileView[];
}

/** How an organization looks on the pages about it. */
export interface TownLook {
  /** `#rrggbb`; null: the colour of the site. */
  readonly accent: string | null;
  readonly logo: PictureView | null;
}

/** SQL: the picture of this id as JSON (`PictureView`), null where there is none. */
export function pictureSql(id: string): string {
  return `(SELECT json_build_object('alt', picture.alt, 'altEn', picture.alt_en, 'files',
      (SELECT json_agg(json_build_object('hash', file.hash, 'mediaType', file.media_type, 'width', file.width,
         'height', file.height) ORDER BY file.width, file.media_type DESC)
       FROM picture_files file WHERE file.picture_id = picture.id))
    FROM pictures picture WHERE picture.id = ${id})`;
}

/** SQL: further pairs of a `json_build_object` of an organization (`TownLook`). `organization`: alias of its row. */
export function lookSql(organization: string): string {
  return `'accent', ${organization}.accent, 'logo', ${pictureSql(`${organization}.logo_id`)}`;
}
