// @ts-check
import { failedFiles } from './loading.js';
import { byId, showProblem } from './mirror.js';
import { say } from './words.js';

/** The page can't work at all: say why, where everybody sees it. @param {string} sentence */
export function fatal(sentence) {
  document.body.dataset.state = 'error';
  byId('boot').dataset.failed = 'true';
  byId('boot-retry').hidden = false;
  byId('boot-retry').focus();
  byId('boot').hidden = false;
  const names = failedFiles().filter((name) => !sentence.includes(name));
  const files = names.map((file) => say('load.failed', { file }));
  byId('boot-text').textContent = [sentence, ...files].join(' ');
  showProblem(sentence);
}
