// What can a program ask of this service?  Drawn from the service's own description, without anybody else's code.

const METHODS = ["get", "post", "put", "patch", "delete"];

function element(name, text = "", ...children) {
  const made = document.createElement(name);
  made.textContent = text;
  made.append(...children);
  return made;
}

/** The schema with every reference replaced by what it names, one that contains itself only once. */
function resolve(schema, all, above = []) {
  if (Array.isArray(schema)) return schema.map((part) => resolve(part, all, above));
  if (typeof schema !== "object" || schema === null) return schema;
  const name = schema.$ref?.split("/").at(-1);
  if (name) return above.includes(name) ? { $ref: name } : resolve(all[name], all, [...above, name]);
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, resolve(value, all, above)]));
}

function drawSchemas(title, content, all) {
  return Object.entries(content || {}).flatMap(([type, { schema, example }]) => [
    element("h4", `${title} (${type})`),
    element("pre", JSON.stringify(schema ? resolve(schema, all) : example, null, 2)),
  ]);
}

function drawParameters(parameters) {
  const rows = parameters.flatMap(({ name, in: place, required, description = "" }) => [
    element("dt", `${name} (${place}${required ? "" : ", optional"})`),
    element("dd", description),
  ]);
  return rows.length ? [element("h4", "Parameters"), element("dl", "", ...rows)] : [];
}

function drawOperation(method, path, operation, all) {
  const heading = element("summary", "", element("code", `${method.toUpperCase()} ${path}`), ` ${operation.summary}`);
  const responses = Object.entries(operation.responses).flatMap(([status, { description, content }]) =>
    Number(status) < 400
      ? drawSchemas(`Response ${status}`, content, all)
      : [element("p", `${status}: ${description}, as problem details.`)],
  );
  const request = drawSchemas("Request", operation.requestBody?.content, all);
  const parameters = drawParameters(operation.parameters || []);
  return element("details", "", heading, element("p", operation.description), ...parameters, ...request, ...responses);
}

const place = document.querySelector("#operations");
const description = await (await fetch(new URL("openapi.json", document.baseURI))).json();
const groups = new Map();
for (const [path, methods] of Object.entries(description.paths)) {
  for (const method of METHODS.filter((name) => methods[name])) {
    const operation = methods[method];
    const group = operation.tags?.[0] || "other";
    const drawn = drawOperation(method, path, operation, description.components.schemas);
    groups.set(group, [...(groups.get(group) || [element("h2", group)]), drawn]);
  }
}
place.append(...[...groups.values()].flat());
place.ariaBusy = "false";
