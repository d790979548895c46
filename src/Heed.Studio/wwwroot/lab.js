// Tells a page which cell of a picture is under the pointer: once for each cell, and never faster than the page answers.
export function watch(element, page) {
  let busy = false, wanted = null, told = '';
  const cell = e => {
    const box = element.getBoundingClientRect(), rows = +element.dataset.rows, columns = +element.dataset.columns;
    const at = (fraction, count) => Math.min(count - 1, Math.max(0, Math.floor(fraction * count)));
    return [at((e.clientY - box.top) / box.height, rows), at((e.clientX - box.left) / box.width, columns)];
  };
  const tell = async () => {
    if (busy) return;
    busy = true;
    try {
      while (wanted && wanted.join() !== told) {
        told = wanted.join();
        await page.invokeMethodAsync('HoverAsync', ...wanted);
      }
    } catch { /* the page is gone */ } finally { busy = false; }
  };
  element.addEventListener('pointermove', e => { wanted = cell(e); tell(); });
  element.addEventListener('pointerleave', () => { wanted = [-1, -1]; tell(); });
  element.addEventListener('click', e => page.invokeMethodAsync('PickAsync', ...cell(e)).catch(() => { }));
}
