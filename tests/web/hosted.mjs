// @ts-check
// Host and browser of a test file, from its first test to its last:
//
//   const { host, browser } = await hosted();
import fs from 'node:fs';
import path from 'node:path';
import { after } from 'node:test';
import { launch, site } from './browser.mjs';
import { serve } from './server.mjs';

/** @param {string} [folder] the site, where it is not the one that was built */
export async function hosted(folder = site) {
  if (!fs.existsSync(path.join(folder, 'index.html'))) throw new Error(`${folder} is not built; first: ./run build`);
  const host = await serve(folder);
  const browser = await launch();
  after(async () => {
    await browser.close();
    await host.close();
  });
  return { host, browser };
}
