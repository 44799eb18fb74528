// @ts-check
// What the page says of the site's models before any of them is loaded, from their own cards.

const GRAPH_FREE = { metadata: 14, key: 1, value: 2 }; // fields of onnx.proto

/**
 * The default model first, then the others by name; networks that find masks are left out.
 * @param {Map<string, Buffer>} files path in the site -> content
 */
export function modelList(files) {
  const isClassifier = (/** @type {Buffer} */ content) => !metadataOf(content).has('lesionlens_masks');
  const list = [...files].filter(
    ([name, content]) => /^models\/[^/]+\.onnx$/.test(name) && isClassifier(content)).map(
    ([path, content]) => {
      const card = cardOf(content, path);
      const file = path.slice('models/'.length);
      return { name: card.name, file, bytes: content.length, sentences: sentences(card), areas: areas(card) };
    });
  const first = (/** @type {{file: string}} */ { file }) => (file === 'default.onnx' ? '' : file);
  return list.sort((a, b) => (first(a) < first(b) ? -1 : 1));
}

/** What it is, by language. @param {any} card @returns {Record<string, string>} */
function sentences(card) {
  const translations = (card.translations ?? []).map(
    (/** @type {any} */ { language, description }) => [language, firstSentence(description)]);
  return { en: firstSentence(card.description || card.architecture), ...Object.fromEntries(translations) };
}

/** Of test parts and of other clinics, these first: closer to what to expect of one's own images.
 * @param {any} card */
function areas(card) {
  return (card.metrics ?? []).filter((/** @type {any} */ { data, elsewhere }) =>
    elsewhere || data === card.operating_point?.measured_on || data.endsWith(' test')).sort(
    (/** @type {any} */ a, /** @type {any} */ b) => Number(b.elsewhere ?? false) - Number(a.elsewhere ?? false)).map(
    (/** @type {any} */ { auc, data, elsewhere = false }) => ({ auc, data, elsewhere }));
}

/** @param {string} text */
function firstSentence(text) {
  // "et al. (2018)" ends no sentence: a new one begins with a capital letter.
  const end = text.search(/[.;](?=\s+[A-Z]|$|;)|;/);
  return `${(end < 0 ? text : text.slice(0, end)).trim()}.`;
}

/** The model card in an ONNX file's metadata. @param {Buffer} file @param {string} path */
export function cardOf(file, path) {
  const card = metadataOf(file).get('lesionlens');
  if (card === undefined) throw new Error(`${path} has no model card`);
  return JSON.parse(card);
}

/** An ONNX file's metadata: key -> value. @param {Buffer} file @returns {Map<string, string>} */
function metadataOf(file) {
  const metadata = new Map();
  for (const [field, bytes] of messageFields(file)) {
    if (field !== GRAPH_FREE.metadata) continue;
    const entry = new Map([...messageFields(bytes)].map(([key, value]) => [key, value.toString()]));
    metadata.set(entry.get(GRAPH_FREE.key) ?? '', entry.get(GRAPH_FREE.value) ?? '');
  }
  return metadata;
}

/**
 * The length-delimited fields of a protobuf message.
 * @param {Buffer} message
 * @returns {Generator<[number, Buffer]>}
 */
function* messageFields(message) {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = message[at++];
      if (byte === undefined) throw new Error('a model file is cut off');
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const [field, type] = [Math.floor(tag / 8), tag % 8];
    if (type === 0) varint();
    else if (type === 1) at += 8;
    else if (type === 5) at += 4;
    else if (type === 2) {
      const length = varint();
      yield [field, message.subarray(at, at + length)];
      at += length;
    } else throw new Error('a model file is damaged');
  }
}
