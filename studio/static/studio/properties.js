// The properties of a step in the owner's words. Each field reads and writes one extension element of the diagram.
window.studioProperties = (modeler, settings) => {
  const { words, lists, writes } = settings;
  const modeling = modeler.get("modeling");
  const factory = modeler.get("bpmnFactory");
  const box = document.getElementById("properties");
  const is = (thing, type) => Boolean(thing && thing.$instanceOf && thing.$instanceOf(type));

  // Extension elements ------------------------------------------------------------------------------------------
  const extension = (subject, type) => {
    const values = subject.extensionElements ? subject.extensionElements.get("values") : [];
    return values.find((each) => is(each, type));
  };
  const put = (element, subject, type, properties) => {
    const held = subject.extensionElements ? subject.extensionElements.get("values") : [];
    const others = held.filter((each) => !is(each, type));
    const made = properties && factory.create(type, properties);
    const list = factory.create("bpmn:ExtensionElements", { values: made ? [...others, made] : others });
    for (const each of list.values) each.$parent = list;
    list.$parent = subject;
    modeling.updateModdleProperties(element, subject, {
      extensionElements: list.values.length ? list : undefined,
    });
  };
  // Change some attributes of an extension element; empty ones go, and with the last of them the element itself.
  const merge = (element, subject, type, changed) => {
    const held = extension(subject, type);
    const properties = { ...(held ? attributes(held) : {}), ...changed };
    for (const name of Object.keys(properties)) if (!properties[name]) delete properties[name];
    put(element, subject, type, Object.keys(properties).length ? properties : null);
  };
  const attributes = (held) => {
    const names = held.$descriptor.properties.map((each) => each.ns.localName);
    return Object.fromEntries(names.map((name) => [name, held.get(name)]).filter((pair) => pair[1] !== undefined));
  };

  // Lists inside extension elements: properties, headers, mappings ------------------------------------------------
  const pairs = (text) => text.split("\n").map((line) => {
    const at = line.indexOf("=");
    return at < 0 ? [line.trim(), ""] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  }).filter((pair) => pair[0]);
  const headers = (subject) => {
    const held = extension(subject, "zeebe:TaskHeaders");
    return held ? held.get("values").map((each) => [each.key, each.value || ""]) : [];
  };
  const putHeaders = (element, subject, wanted) => {
    const values = wanted.map(([key, value]) => factory.create("zeebe:Header", { key, value }));
    put(element, subject, "zeebe:TaskHeaders", values.length ? { values } : null);
  };
  const header = (subject, name) => (headers(subject).find((pair) => pair[0] === name) || ["", ""])[1];
  const putHeader = (element, subject, name, value) => {
    const others = headers(subject).filter((pair) => pair[0] !== name);
    putHeaders(element, subject, value ? [...others, [name, value]] : others);
  };
  const state = (subject) => {
    const held = extension(subject, "zeebe:Properties");
    const found = held && held.get("properties").find((each) => each.name === "state");
    return found ? found.value : "";
  };
  const putState = (element, subject, value) => {
    const held = extension(subject, "zeebe:Properties");
    const others = held ? held.get("properties").filter((each) => each.name !== "state") : [];
    const properties = value ? [...others, factory.create("zeebe:Property", { name: "state", value })] : others;
    put(element, subject, "zeebe:Properties", properties.length ? { properties } : null);
  };
  const mapping = (subject, name) => {
    const held = extension(subject, "zeebe:IoMapping");
    const found = held ? held.get(name) || [] : [];
    // "name = formula"; a text that is no formula is written with ":="
    return found.map(({ target, source }) =>
      (source.startsWith("=") ? `${target} = ${source.slice(1).trim()}` : `${target} := ${source}`)).join("\n");
  };
  const putMapping = (element, subject, name, text) => {
    const held = extension(subject, "zeebe:IoMapping");
    const kind = name === "inputParameters" ? "zeebe:Input" : "zeebe:Output";
    const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
    const made = lines.map((line) => {
      const [, target, sign, source] = line.match(/^([^\s:=]*)\s*(:?=)?\s*(.*)$/);
      return factory.create(kind, { target, source: sign === ":=" ? source : `=${source}` });
    });
    const other = name === "inputParameters" ? "outputParameters" : "inputParameters";
    const kept = held ? held.get(other) || [] : [];
    put(element, subject, "zeebe:IoMapping", made.length || kept.length ? { [name]: made, [other]: kept } : null);
  };

  // Fields --------------------------------------------------------------------------------------------------------
  let number = 0;
  const field = (label, control, hint) => {
    const id = `p-${(number += 1)}`;
    const row = document.createElement("div");
    row.className = "field";
    const caption = document.createElement("label");
    caption.htmlFor = id;
    caption.textContent = label;
    control.id = id;
    control.disabled = !writes;
    row.append(caption, control);
    if (hint) {
      const note = document.createElement("p");
      note.className = "hint";
      note.id = `${id}-hint`;
      note.textContent = hint;
      control.setAttribute("aria-describedby", note.id);
      row.append(note);
    }
    box.append(row);
  };
  const line = (label, value, write, hint, suggest) => {
    const input = document.createElement("input");
    input.value = value || "";
    input.autocomplete = "off";
    if (suggest) input.setAttribute("list", suggest);
    input.addEventListener("change", () => write(input.value.trim()));
    field(label, input, hint);
  };
  const area = (label, value, write, hint) => {
    const input = document.createElement("textarea");
    input.value = value || "";
    input.rows = 3;
    input.addEventListener("change", () => write(input.value));
    field(label, input, hint);
  };
  const choice = (label, value, options, write) => {
    const input = document.createElement("select");
    const known = options.map((each) => each[0]);
    const shown = [["", words.none], ...options, ...(value && !known.includes(value) ? [[value, value]] : [])];
    for (const [code, text] of shown) input.append(new Option(text, code, false, code === (value || "")));
    input.addEventListener("change", () => write(input.value));
    field(label, input);
  };
  const tick = (label, on, write) => {
    const input = document.createElement("input");
    input.type = "checkbox";
    input.checked = on;
    input.addEventListener("change", () => write(input.checked));
    field(label, input);
    box.lastElementChild.classList.add("box");
    box.lastElementChild.prepend(input);
  };

  // What each kind of element has -----------------------------------------------------------------------------------
  const userTask = (element, subject) => {
    const assigned = extension(subject, "zeebe:AssignmentDefinition");
    const form = extension(subject, "zeebe:FormDefinition");
    const schedule = extension(subject, "zeebe:TaskSchedule");
    const ours = () => { if (!extension(subject, "zeebe:UserTask")) put(element, subject, "zeebe:UserTask", {}); };
    line(words.role, assigned && assigned.candidateGroups, (text) => {
      ours();
      merge(element, subject, "zeebe:AssignmentDefinition", { candidateGroups: text });
    }, words.role_hint, "flow-roles");
    choice(words.form, form && form.formId, lists.forms, (code) => {
      ours();
      put(element, subject, "zeebe:FormDefinition", code ? { formId: code } : null);
    });
    line(words.due, schedule && schedule.dueDate, (text) => {
      ours();
      merge(element, subject, "zeebe:TaskSchedule", { dueDate: text });
    }, words.due_hint);
  };
  const ruleTask = (element, subject) => {
    const called = extension(subject, "zeebe:CalledDecision");
    choice(words.decision, called && called.decisionId, lists.decisions, (code) =>
      put(element, subject, "zeebe:CalledDecision",
        code ? { decisionId: code, resultVariable: (called && called.resultVariable) || code } : null));
    if (called) line(words.result, called.resultVariable, (text) =>
      merge(element, subject, "zeebe:CalledDecision", { resultVariable: text }));
  };
  const chosen = {
    document: [words.document, lists.documents], message: [words.message, lists.messages],
    number: [words.number, lists.numbers], procedure: [words.procedure, lists.procedures],
  };
  const machineTask = (element, subject) => {
    const job = extension(subject, "zeebe:TaskDefinition");
    const types = lists.jobs.map(([code, text]) => [code, text]);
    choice(words.job, job && job.type, types, (code) =>
      put(element, subject, "zeebe:TaskDefinition", code ? { type: code } : null));
    const needs = (lists.jobs.find((each) => job && each[0] === job.type) || ["", "", []])[2];
    const offered = needs.filter((name) => chosen[name]);
    for (const name of offered) choice(chosen[name][0], header(subject, name), chosen[name][1], (code) =>
      putHeader(element, subject, name, code));
    const others = headers(subject).filter((pair) => !offered.includes(pair[0]));
    area(words.settings, others.map((pair) => pair.join(" = ")).join("\n"), (text) =>
      putHeaders(element, subject, [...headers(subject).filter((pair) => offered.includes(pair[0])), ...pairs(text)]),
      words.settings_hint);
  };
  const scriptTask = (element, subject) => {
    const script = extension(subject, "zeebe:Script");
    line(words.script, script && script.expression, (text) =>
      merge(element, subject, "zeebe:Script", { expression: text && !text.startsWith("=") ? `=${text}` : text }));
    line(words.result, script && script.resultVariable, (text) =>
      merge(element, subject, "zeebe:Script", { resultVariable: text }));
  };
  const callActivity = (element, subject) => {
    const called = extension(subject, "zeebe:CalledElement");
    line(words.called, called && called.processId, (text) =>
      put(element, subject, "zeebe:CalledElement", text ? { processId: text } : null));
  };
  const timer = (element, definition) => {
    const kinds = ["timeDuration", "timeDate", "timeCycle"];
    const kind = kinds.find((name) => definition[name]) || "timeDuration";
    const body = definition[kind] ? definition[kind].body : "";
    const write = (name, text) => modeling.updateModdleProperties(element, definition, {
      ...Object.fromEntries(kinds.map((each) => [each, undefined])),
      [name]: factory.create("bpmn:FormalExpression", { body: text }),
    });
    const input = document.createElement("select");
    for (const name of kinds) input.append(new Option(words[name], name, false, name === kind));
    input.addEventListener("change", () => write(input.value, body));
    field(words.timer_kind, input);
    line(words.timer, body, (text) => write(kind, text), words.timer_hint);
  };
  const arrow = (element, subject) => {
    const from = subject.sourceRef;
    const condition = subject.conditionExpression;
    line(words.condition, condition && condition.body, (text) => modeling.updateProperties(element, {
      conditionExpression: text
        ? factory.create("bpmn:FormalExpression", { body: text.startsWith("=") ? text : `=${text}` })
        : undefined,
    }), words.condition_hint);
    if (is(from, "bpmn:ExclusiveGateway") || is(from, "bpmn:InclusiveGateway") || is(from, "bpmn:Activity")) {
      tick(words.default, from.default === subject, (on) => {
        modeling.updateProperties(element.source, { default: on ? subject : undefined });
        if (on) modeling.updateProperties(element, { conditionExpression: undefined });
      });
    }
  };
  const mappings = (element, subject) => {
    for (const [label, name] of [[words.inputs, "inputParameters"], [words.outputs, "outputParameters"]]) {
      area(label, mapping(subject, name), (text) =>
        putMapping(element, subject, name, text), words.mapping_hint);
    }
  };
  const documentation = (subject) => (subject.documentation && subject.documentation[0] ? subject.documentation[0].text : "");

  // The panel -------------------------------------------------------------------------------------------------------
  const show = (element) => {
    const active = document.activeElement && box.contains(document.activeElement) ? document.activeElement.id : "";
    box.replaceChildren();
    number = 0;
    const subject = element && (element.type === "label" ? element.labelTarget : element).businessObject;
    if (!subject || !subject.$instanceOf) {
      box.textContent = words.nothing;
      return;
    }
    const code = document.createElement("p");
    code.className = "quiet-text small";
    code.textContent = `${words.code}: ${subject.id}`;
    box.append(code);
    line(words.name, subject.name, (text) => modeling.updateProperties(element, { name: text || undefined }));
    if (is(subject, "bpmn:UserTask")) userTask(element, subject);
    if (is(subject, "bpmn:BusinessRuleTask")) ruleTask(element, subject);
    if (is(subject, "bpmn:ServiceTask") || is(subject, "bpmn:SendTask")) machineTask(element, subject);
    if (is(subject, "bpmn:ScriptTask")) scriptTask(element, subject);
    if (is(subject, "bpmn:CallActivity")) callActivity(element, subject);
    if (is(subject, "bpmn:SequenceFlow")) arrow(element, subject);
    for (const definition of subject.eventDefinitions || []) {
      if (is(definition, "bpmn:TimerEventDefinition")) timer(element, definition);
    }
    if (is(subject, "bpmn:FlowNode")) {
      choice(words.state, state(subject), lists.states, (value) => putState(element, subject, value));
    }
    if (is(subject, "bpmn:Activity") && !is(subject, "bpmn:SubProcess")) mappings(element, subject);
    area(words.note, documentation(subject), (text) => modeling.updateProperties(element, {
      documentation: text.trim() ? [factory.create("bpmn:Documentation", { text: text.trim() })] : undefined,
    }));
    const again = active && document.getElementById(active);
    if (again) again.focus();
  };

  const roles = document.createElement("datalist");
  roles.id = "flow-roles";
  for (const [role, title] of lists.roles) roles.append(new Option(title, role));
  box.after(roles);
  let current = null;
  modeler.on("selection.changed", (event) => {
    current = event.newSelection.length === 1 ? event.newSelection[0] : null;
    show(current);
  });
  modeler.on("element.changed", (event) => { if (current && event.element.id === current.id) show(current); });
  show(null);
};
