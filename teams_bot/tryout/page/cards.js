// Adaptive Cards by Microsoft's own renderer, in the measures of Teams.
import MarkdownIt from "./markdown-it.js";
import { el } from "./dom.js";

// Teams knows bold, italic, lists and links, and no HTML; a text beside no card knows `code`, too.
function parser(...unknown) {
  const markdown = new MarkdownIt({ html: false, linkify: false, breaks: true }).disable([
    "image", "heading", "lheading", "code", "fence", "blockquote", "hr", "table",
    "reference", "strikethrough", "autolink", ...unknown,
  ]);
  markdown.validateLink = (address) => /^(https?:|mailto:)/i.test(address.trim());
  markdown.renderer.rules.link_open = (tokens, index, options, _environment, self) => {
    tokens[index].attrSet("target", "_blank");
    tokens[index].attrSet("rel", "noopener noreferrer");
    return self.renderToken(tokens, index, options);
  };
  return markdown;
}

const [ofMessages, ofCards] = [parser(), parser("backticks")];

export const asHtml = (text) => ofMessages.render(text);

const tone = (name) => ({ default: `var(--card-${name})`, subtle: `var(--card-${name}-subtle)` });
const tones = Object.fromEntries(
  ["default", "dark", "light", "accent", "good", "warning", "attention"].map((name) => [name, tone(name)]),
);
const sizes = { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 };
const weights = { lighter: 300, default: 400, bolder: 600 };
const container = (name) => ({
  backgroundColor: `var(--card-${name}-back)`,
  borderColor: "transparent",
  foregroundColors: tones,
});

const hostConfig = {
  supportsInteractivity: true,
  fontTypes: {
    default: { fontFamily: "inherit", fontSizes: sizes, fontWeights: weights },
    monospace: { fontFamily: "ui-monospace, monospace", fontSizes: sizes, fontWeights: weights },
  },
  spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
  separator: { lineThickness: 1, lineColor: "var(--line)" },
  imageSizes: { small: 32, medium: 52, large: 100 },
  containerStyles: {
    default: { ...container("plain") },
    emphasis: container("emphasis"),
    accent: container("accented"),
    good: container("pleased"),
    warning: container("warned"),
    attention: container("alarmed"),
  },
  actions: {
    maxActions: 6,
    spacing: "default",
    buttonSpacing: 8,
    actionsOrientation: "horizontal",
    actionAlignment: "left",
    preExpandSingleShowCardAction: false,
    showCard: { actionMode: "inline", inlineTopMargin: 16, style: "emphasis" },
  },
  adaptiveCard: { allowCustomStyle: false },
  factSet: {
    title: { color: "default", size: "default", weight: "bolder", wrap: true, maxWidth: 140 },
    value: { color: "default", size: "default", weight: "default", wrap: true },
    spacing: 16,
  },
  inputs: {
    label: { inputSpacing: "small", requiredInputs: { weight: "bolder", suffix: " *", suffixColor: "attention" }, optionalInputs: { weight: "bolder" } },
    errorMessage: { color: "attention", size: "small", spacing: "small" },
  },
  textBlock: { headingLevel: 2 },
};

// Draws a card. `press(action)` is called with the Action.Execute that was pressed, its inputs in its
// data, `submit(data)` with those of an Action.Submit, which only a dialog has; `unfolded(element)` with the part of the card that a button has unfolded.
export function drawCard(content, { press, submit, complain, unfolded }) {
  const { AdaptiveCard, ExecuteAction, HostConfig, OpenUrlAction, SerializationContext, SubmitAction, Versions } = window.AdaptiveCards;
  AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = ofCards.render(text);
    result.didProcess = true;
  };
  const card = new AdaptiveCard();
  card.hostConfig = new HostConfig(hostConfig);
  card.onExecuteAction = (action) => {
    if (action instanceof ExecuteAction) {
      press({ type: "Action.Execute", id: action.id ?? "", verb: action.verb ?? "", data: action.data ?? {} });
    } else if (submit && action instanceof SubmitAction) {
      submit(action.data ?? {});
    } else if (action instanceof OpenUrlAction && /^(https?|mailto):/i.test(action.url ?? "")) {
      window.open(action.url, "_blank", "noopener,noreferrer");
    } else {
      complain("This kind of button is not available here.");
    }
  };
  card.onInlineCardExpanded = (action, isExpanded) => {
    if (isExpanded) unfolded(action.card.renderedElement);
  };
  try {
    card.parse(content, new SerializationContext(Versions.v1_5));
    const drawn = card.render();
    if (drawn) return drawn;
  } catch (error) {
    console.error("A card cannot be drawn", error);
  }
  return el("p", { class: "undrawable" }, content?.fallbackText ?? "This card cannot be drawn.");
}
