// @ts-check
// What the worker does for a network whose square is fitted to the lesion, and for what else lies on an
// image, without a browser.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { worker } from './fake_worker.mjs';
import { fileOf } from './fakes.mjs';

/** The outline as it was found. */
const FOUND = { revision: 0, pieces: new Float32Array() };

describe('a network whose square is fitted to the lesion', () => {
  const FITTED = { type: 'open-model', name: 'fitted.onnx', bytes: Uint8Array.of(7).buffer };

  it('has the lesion found once an image, and the estimate of the middle beside its own', async () => {
    const { ask, heard, image, made, networks } = await worker();
    image(1);
    const plain = await heard(({ type, id }) => type === 'result' && id === 1);
    assert.deepEqual([plain.lesion, plain.central], [null, null]);
    ask(FITTED);
    await heard(({ type, name }) => type === 'model' && name === 'fitted.onnx');
    image(2);
    const result = await heard(({ type, id }) => type === 'result' && id === 2);
    assert.deepEqual(result.lesion, { area: 4, x: 3, y: 3 });
    assert.equal(result.central, 200 / 256);
    ask({ type: 'infer-region', id: 2, name: '2.png', file: fileOf(2),
      crop: { x: 0, y: 0, width: 4, height: 4 } });
    await heard(({ type, region }) => type === 'result' && region.width === 4);
    ask({ type: 'spread', id: 2, name: '2.png', file: fileOf(2), crop: null });
    await heard(({ type }) => type === 'spread');
    ask({ type: 'score-image', id: 3, name: '3.png', file: fileOf(3), crop: null });
    const { lesion } = await heard(({ type, id }) => type === 'scored' && id === 3);
    assert.deepEqual(lesion, { area: 4, x: 3, y: 3 });
    assert.equal(made.log.filter((line) => line.endsWith('lesion')).length, 2);
    // The model before it, the model, and one that finds lesions.
    assert.equal(networks.length, 3);
  });

  it('says of an image without a lesion that there is none', async () => {
    const { ask, heard, image } = await worker();
    ask(FITTED);
    image(9);
    const { lesion, central } = await heard(({ type, id }) => type === 'result' && id === 9);
    assert.equal(lesion, null);
    assert.equal(central, 200 / 256);
  });

  it('gives no estimate where the mask network can not be had; it is asked for again', async () => {
    let there = false;
    const masks = async () => {
      if (!there) throw new Error('offline');
      return Uint8Array.of(5);
    };
    const { ask, heard, image } = await worker({ masks });
    ask(FITTED);
    image(1);
    const { about, problem } = await heard(({ type }) => type === 'error');
    assert.deepEqual([about, problem.code, problem.values],
      ['image', 'lesion.cannot_find', { file: '1.png', detail: 'offline' }]);
    there = true;
    image(2);
    await heard(({ type, id }) => type === 'result' && id === 2);
  });
});

describe('what lies on an image', () => {
  const find = (/** @type {number} */ id) =>
    ({ type: 'find-masks', id, name: `${id}.png`, file: fileOf(id), outline: FOUND });

  it('is found once the lesion is, on the image that is held, whatever the model\'s square', async () => {
    const { ask, heard, image, made, said } = await worker();
    image(1);
    const { lesion } = await heard(({ type }) => type === 'result');
    assert.equal(lesion, null, 'this model\'s square does not follow it');
    ask(find(1));
    const masks = await heard(({ type }) => type === 'masks');
    assert.deepEqual([masks.id, masks.width, masks.height, masks.parts], [1, 2, 1, 1]);
    assert.deepEqual(masks.lesion, { area: 4, x: 3, y: 3 });
    assert.deepEqual([...masks.concepts[0].cover], [0, 1]);
    assert.ok(masks.timings.lesion >= 0 && masks.timings.concepts >= 0);
    assert.deepEqual(made.log, ['0 open 1.png', '0 lesion', '0 masks'], 'read once');
    ask({ type: 'infer-region', id: 1, name: '1.png', file: fileOf(1), crop: { x: 0, y: 0, width: 4, height: 4 } });
    await heard(({ type, region }) => type === 'result' && region.width === 4);
    assert.deepEqual(said.filter(({ type }) => type === 'error'), []);
  });

  it('can be painted over: the estimate of the same part without it', async () => {
    const { ask, heard, image, made } = await worker();
    image(1);
    await heard(({ type }) => type === 'result');
    const crop = { x: 1, y: 1, width: 4, height: 4 };
    ask({ type: 'paint-over', id: 1, name: '1.png', file: fileOf(1), crop, concept: 'hair', outline: FOUND });
    const { id, concept, region, probability } = await heard(({ type }) => type === 'painted-over');
    assert.deepEqual({ id, concept, region, probability },
      { id: 1, concept: 'hair', region: crop, probability: 100 / 256 });
    assert.deepEqual(made.log, ['0 open 1.png', '0 lesion', '0 without hair']);
  });

  it('goes by the outline as a person has corrected it, and says by which', async () => {
    const { ask, heard, image, made } = await worker();
    image(1);
    await heard(({ type }) => type === 'result');
    ask({ ...find(1), outline: { revision: 7, pieces: Float32Array.of(1, 2, 3, 4, 5, 1) } });
    const masks = await heard(({ type }) => type === 'masks');
    assert.equal(masks.revision, 7);
    assert.deepEqual(made.log, ['0 open 1.png', '0 lesion', '0 corrected 1,2,3,4,5,1', '0 masks']);
  });

  it('interests nobody any more when another image is opened', async () => {
    const { ask, heard, image, said } = await worker();
    image(1);
    await heard(({ type }) => type === 'result');
    ask(find(1));
    ask({ type: 'paint-over', id: 1, name: '1.png', file: fileOf(1), crop: null, concept: 'hair', outline: FOUND });
    image(2);
    await heard(({ type, id }) => type === 'result' && id === 2);
    ask(find(2));
    await heard(({ type, id }) => type === 'masks' && id === 2);
    assert.deepEqual(said.filter(({ type }) => type === 'masks' || type === 'painted-over')
      .map(({ id }) => id), [2]);
  });

  it('comes after what the person waits for', async () => {
    const { ask, heard, image, said } = await worker();
    image(1);
    await heard(({ type }) => type === 'result');
    ask({ type: 'spread', id: 1, name: '1.png', file: fileOf(1), crop: null });
    ask(find(1));
    ask({ type: 'infer-region', id: 1, name: '1.png', file: fileOf(1), crop: { x: 0, y: 0, width: 4, height: 4 } });
    await heard(({ type }) => type === 'masks');
    const order = said.map(({ type }) => type).filter((type) => ['result', 'masks'].includes(type));
    assert.deepEqual(order, ['result', 'result', 'masks']);
  });

  it('is not there where the mask network can not be had; the estimate stands', async () => {
    const masks = async () => {
      throw new Error('offline');
    };
    const { ask, heard, image } = await worker({ masks });
    image(1);
    await heard(({ type }) => type === 'result');
    ask(find(1));
    const { about, problem } = await heard(({ type }) => type === 'error');
    assert.deepEqual([about, problem.code], ['masks', 'lesion.cannot_find']);
  });
});
