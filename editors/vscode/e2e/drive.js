/**
 * Our extension in a real VS Code: `node drive.js VSIX SHOTS`. Each scene is something a person does; pictures of it
 * are left in SHOTS. Fails loudly.
 */

import fs from 'node:fs';
import path from 'node:path';
import { Editor } from './editor.js';
import { SCENES } from './scenes.js';
import { Workplace } from './workplace.js';

const only = process.argv[4]; // a pattern for the scenes to play, beside the first: for working on one
const [vsix, shots] = process.argv.slice(2, 4).map((one) => path.resolve(one));
const place = new Workplace();
const editor = new Editor(shots);
const began = Date.now();

try {
  if (fs.statSync(vsix).size >= 300_000) throw new Error('The .vsix has 300 KB or more.');
  if (!/successfully installed/.test(place.install(vsix))) throw new Error('The .vsix was not installed.');
  await editor.open(await place.start());
  const chosen = SCENES.filter(([what], at) => !at || !only || new RegExp(only).test(what));
  for (const [what, act] of chosen) {
    const from = Date.now();
    await act(editor, place);
    console.log(`ok  ${what} (${((Date.now() - from) / 1000).toFixed(1)} s)`);
  }
  console.log(`${chosen.length} scenes in ${Math.round((Date.now() - began) / 1000)} s, pictures in ${path.relative(process.cwd(), shots)}`);
} catch (error) {
  if (editor.page) await editor.shot('failed');
  console.error(place.trace().split('\n').slice(-15).map((line) => line.slice(0, 400)).join('\n'));
  throw error;
} finally {
  await editor.close();
  place.close();
}
