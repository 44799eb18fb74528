// @ts-check
// Which files of a folder or an archive are for us.

/** What they may hold that is meant for us. */
export const OURS = /\.(jpe|jpe?g|jfif|png|bmp|gif|tga|psd|tiff?|webp|avif|hei[cf]|dcm|dicom|onnx|csv)$/i;
const OF_SYSTEMS = /^(thumbs\.db|desktop\.ini)$/i;
/** Files of a folder or an archive beyond these are left where they are. */
export const MOST_FILES = 5000;

/** What systems put into folders themselves is not worth a word. @param {string} name */
export function ofSystems(name) {
  return name.startsWith('.') || OF_SYSTEMS.test(name);
}

/** The ending of a name in small letters, '' where there is none. @param {string} name */
export function endingOf(name) {
  return name.match(/\.[^.]+$/)?.[0].toLowerCase() ?? '';
}

/** JPEG, PNG, GIF, PSD, TIFF, WebP, AVIF and HEIC, as begins_as_image() of core/image/decode.h has them. */
const MARKS =
  /^(\xFF\xD8\xFF|\x89PNG\r\n|GIF8|8BPS\0|II[*+]\0|MM\0[*+]|RIFF[^]{4}WEBP|[^]{4}ftyp(avi[fs]|he[imv][cfsx]|m[is]f1))/;

/** By its first bytes: archives name DICOM files by numbers, and endings get lost. @param {Blob} file */
export async function looksLikeImage(file) {
  const head = await file.slice(0, 132).arrayBuffer().then((bytes) => new Uint8Array(bytes), () => new Uint8Array(0));
  const text = String.fromCharCode(...head);
  return MARKS.test(text) || text.slice(128) === 'DICM';
}
