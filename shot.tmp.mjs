import { chromium } from 'playwright-core';
const b = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ],
});
const [, , url, out, w = '1280', h = '900', full = '1'] = process.argv;
const p = await b.newPage({ viewport: { width: +w, height: +h } });
p.on('console', (m) => m.type() === 'error' && console.log('console', m.text()));
await p.goto(url, { waitUntil: 'load' });
await p.waitForTimeout(1500);
await p.screenshot({ path: out, fullPage: full === '1' });
await b.close();
