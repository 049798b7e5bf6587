// Reads {name: card} from stdin and prints what Microsoft's own renderer has against each card.
const AC = require(process.argv[2]);

const cards = JSON.parse(require("fs").readFileSync(0, "utf8"));
const found = {};
for (const [name, content] of Object.entries(cards)) {
  const context = new AC.SerializationContext(AC.Versions.v1_5);
  const card = new AC.AdaptiveCard();
  card.parse(content, context);
  const parsing = [...Array(context.eventCount).keys()].map((at) => context.getEventAt(at));
  found[name] = [...parsing, ...card.validateProperties().validationEvents].map((each) => each.message);
}
process.stdout.write(JSON.stringify(found));
