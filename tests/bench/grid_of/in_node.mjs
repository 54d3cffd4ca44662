// Renders the grid with LiquidJS over and over: node in_node.mjs FOLDER SECONDS prints times as JSON.
import { readFileSync, writeFileSync } from 'node:fs';
import { Liquid } from 'liquidjs';

const [folder, seconds] = process.argv.slice(2);
const data = JSON.parse(readFileSync(`${folder}/data.json`, 'utf8'));
const engine = new Liquid({ outputEscape: 'escape' });
const template = engine.parse(readFileSync(new URL('grid.liquid', import.meta.url), 'utf8'));
const render = () => engine.renderSync(template, data);
writeFileSync(`${folder}/liquidjs.html`, render());
for (let i = 0; i < 100; i++) render();
const times = [];
const end = performance.now() + Number(seconds) * 1000;
while (performance.now() < end) {
  const began = performance.now();
  render();
  times.push(performance.now() - began);
}
console.log(JSON.stringify(times));
