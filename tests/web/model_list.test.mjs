// @ts-check
// The site's list of models, from files with nothing in them but metadata.
import assert from 'node:assert/strict';
import test from 'node:test';
import { cardOf, modelList } from '../../web/build/model_list.mjs';

/** A field of a protobuf message with its length. @param {number} field @param {Buffer} bytes */
function message(field, bytes) {
  const length = [];
  for (let rest = bytes.length; ; rest >>= 7) {
    length.push(rest < 128 ? rest : (rest & 127) | 128);
    if (rest < 128) break;
  }
  return Buffer.concat([Buffer.from([field << 3 | 2, ...length]), bytes]);
}

/** An ONNX file with these metadata. @param {Record<string, object>} metadata */
function onnxFile(metadata) {
  return Buffer.concat(Object.entries(metadata).map(([key, value]) => message(14, Buffer.concat([
    message(1, Buffer.from(key)), message(2, Buffer.from(JSON.stringify(value))),
  ]))));
}

const card = { name: 'A', description: 'Reads dermoscopy.', architecture: '' };

test('classifiers are listed, the default one first; a network that finds masks is not', () => {
  const files = new Map([
    ['models/another.onnx', onnxFile({ lesionlens: { ...card, name: 'B' } })],
    ['models/default.onnx', onnxFile({ other: {}, lesionlens: card })],
    ['models/masks.onnx', onnxFile({ lesionlens_masks: { name: 'masks' } })],
    ['models/default.md', Buffer.from('# A')],
  ]);
  assert.deepEqual(modelList(files).map((model) => model.file), ['default.onnx', 'another.onnx']);
  assert.deepEqual(modelList(files).map((model) => model.name), ['A', 'B']);
});

test('what a model finds in another clinic is said before what it finds at home', () => {
  const metrics = [{ data: 'val', auc: 0.95 }, { data: 'test', auc: 0.9 },
    { data: 'far', auc: 0.7264, elsewhere: true }];
  const translations = [{ language: 'de', description: 'Liest Dermatoskopie. Und mehr.' }];
  const file = onnxFile({ lesionlens: { ...card, metrics, translations, operating_point: { measured_on: 'test' } } });
  const [{ sentences, areas }] = modelList(new Map([['models/default.onnx', file]]));
  assert.deepEqual(sentences, { en: 'Reads dermoscopy.', de: 'Liest Dermatoskopie.' });
  assert.deepEqual(areas, [{ auc: 0.7264, data: 'far', elsewhere: true }, { auc: 0.9, data: 'test', elsewhere: false }]);
});

test('a file that says nothing of itself is refused by name', () => {
  assert.throws(() => cardOf(onnxFile({}), 'models/mine.onnx'), /models\/mine\.onnx has no model card/);
  assert.throws(() => modelList(new Map([['models/mine.onnx', onnxFile({})]])), /no model card/);
});
