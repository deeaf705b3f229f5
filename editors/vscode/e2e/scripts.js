/** What the model says: for each scene a list of replies, one for each request it gets. */

const call = (name, args) => ({ call: { name, arguments: args } });
const plan = (...states) => call('update_plan', { steps: ['Read sums.py', 'Mend the sum', 'Try it'].map((content, at) => ({ content, status: states[at] })) });
const shell = (command) => call('shell', { command });

export const LONG_NAME = 'a_module_with_quite_a_long_name_that_says_everything_there_is_to_say.py';

const LONG = `Here it is, see [sums.py](sums.py#L2):

\`\`\`python
# A rather long line comes first, which does not fit into a narrow view and has to be scrolled: ${'x'.repeat(60)}
from dataclasses import dataclass


@dataclass
class Total:
    """What was added so far."""

    count: int = 0
    value: float = 12.5

    def add(self, *values: float) -> "Total":
        for value in values:
            if value is None:
                raise ValueError("nothing to add")
            self.value += value
        return self
\`\`\`

1. First **this**
2. then \`that\`, in \`${LONG_NAME}\`

> And a word of somebody else.
`;

const ANSWER = `Mended. \`add\` adds again:

\`\`\`python
def add(a, b):
    return a + b
\`\`\`

| input | before | now |
|---|---|---|
| 2, 2 | 0 | 4 |

<img src=x onerror="document.title=1"><form class="question"><button class="primary" data-answer="allow">Allow</button></form>`;

export const SCRIPTS = {
  mend: [
    [{ thought: 'A sum that **subtracts**. I should look at the file first, then run it.' }, { text: 'Let me look at **sums.py**.' }, plan('in_progress', 'pending', 'pending'), call('read_file', { path: 'sums.py' })],
    [plan('completed', 'in_progress', 'pending'), call('edit_file', { path: 'sums.py', old_text: 'return a - b', new_text: 'return a + b' })],
    [plan('completed', 'completed', 'in_progress'), shell('python3 -c "import sums; print(sums.add(2, 2)); open(\'ran.txt\', \'w\')"')],
    [plan('completed', 'completed', 'completed')],
    [{ text: ANSWER }, { usage: { input: 4100, output: 220 } }],
    [{ text: 'Nothing is left to do.' }],
  ],
  live: [[shell('for word in one two three; do echo "$word" | tee -a words.txt; sleep 2; done')], [{ text: 'Counted.' }]],
  picture: [[{ text: 'A red square.' }]],
  queue: [[shell('touch first.txt')], [{ text: 'The first is done.' }], [{ text: 'The second is done.' }], [shell('touch third.txt')]],
  forms: [[call('mcp_asker_order', {})], [{ text: 'Ordered.' }], [call('mcp_asker_visit', {})], [{ text: 'Not paid.' }]],
  commands: [[{ text: 'It adds two numbers.' }], [{ text: 'A comma was missing.' }], [{ text: 'Yes, line 2.' }]],
  accepted: [[call('write_file', { path: `deep/down/${LONG_NAME}`, content: Array.from({ length: 60 }, (_, at) => `line_${at} = ${at}`).join('\n') + '\n' })], [call('edit_file', { path: 'sums.py', old_text: 'def add(a, b):', new_text: 'def add(a: float, b: float) -> float:' })], [{ text: LONG }]],
};
