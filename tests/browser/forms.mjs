// Sends forms without a page, to create what a test needs.

/** Signs in with a link. */
export async function signIn(context, link) {
  await context.request.get(link);
  await sendForm(context, link, new URL(link).pathname, {});
}

/**
 * Sends a form of the page at `address`, with `fields` in addition to its hidden fields. Returns the response without following redirects. With
 * `multipart` it is sent as forms with files are, and with `to` to another address than its own.
 */
export async function sendForm(context, address, action, fields, { headers = {}, multipart = false, to = action } = {}) {
  const page = await context.request.get(address);
  const html = await page.text();
  const at = html.indexOf(`action="${action}"`);
  if (at < 0) throw new Error(`${address} (${page.status()}) has no form with the action ${action}`);
  const inside = html.slice(at, html.indexOf("</form>", at));
  const hidden = [...inside.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]);
  const sent = { ...Object.fromEntries(hidden), ...fields };
  const { origin } = new URL(address);
  const body = multipart ? { multipart: sent } : { form: sent };
  return context.request.post(origin + to, { ...body, headers: { origin, ...headers }, maxRedirects: 0 });
}
