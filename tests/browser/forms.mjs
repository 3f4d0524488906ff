// Forms sent without looking at them, for what must be there before a page can be looked at.

/** Sign in by a link. */
export async function signIn(context, link) {
  await context.request.get(link);
  await sendForm(context, link, new URL(link).pathname, {});
}

/**
 * Send a form of the page at `address`: `fields` over what stands in it. Gives the response, not followed. With `multipart` it goes as
 * forms with files do.
 */
export async function sendForm(context, address, action, fields, { headers = {}, multipart = false } = {}) {
  const page = await context.request.get(address);
  const html = await page.text();
  const at = html.indexOf(`action="${action}"`);
  if (at < 0) throw new Error(`${address} (${page.status()}) has no form that goes to ${action}`);
  const inside = html.slice(at, html.indexOf("</form>", at));
  const hidden = [...inside.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]);
  const sent = { ...Object.fromEntries(hidden), ...fields };
  const { origin } = new URL(address);
  const body = multipart ? { multipart: sent } : { form: sent };
  return context.request.post(origin + action, { ...body, headers: { origin, ...headers }, maxRedirects: 0 });
}
