// What the page of the reference cannot do without a script: asking the service as a program does.
export async function run(method, path, body, characters) {
  try {
    const answer = await fetch(path, { method, body: body ?? undefined, headers: body === null ? {} : { 'Content-Type': 'application/json' } });
    let text = await answer.text();
    const type = answer.headers.get('Content-Type') ?? '';
    if (type.includes('json')) text = JSON.stringify(JSON.parse(text), null, 1).replace(/\[\s+([-0-9.e,\s]+?)\s+\]/g, (_, numbers) => '[' + numbers.replace(/\s+/g, ' ') + ']');
    return { status: answer.status, text: text.length > characters ? text.slice(0, characters) + '…' : text };
  } catch (fault) {
    return { status: 0, text: String(fault) };
  }
}
