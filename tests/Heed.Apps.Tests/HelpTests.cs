namespace Heed.Apps.Tests;

public sealed class HelpTests
{
    [Theory]
    [InlineData("translate", "--model --last --file --n-best --prefix --prefixes --terms --term --copy-names --beam --length-penalty --length-exponent --coverage-penalty --sample --temperature --top-k --top-p --seed --heatmap --output --threads --weights --shortlist --json")]
    [InlineData("train", "--corpus --source --target --tsv --columns --clean --dev-source --dev-target --from --to --architecture --score --cell --residual --layers --size --bidirectional --guide --guide-by --guide-step --vocabulary --batch-tokens --dropout --attention-dropout --feed-forward-dropout --context-dropout --word-dropout --bpe-dropout --variational-dropout --average --depth-init --recipe --optimizer --weight-decay --lr --out --config --seed --threads --max-steps --max-epochs --max-time --keep --resume --stop-on-input-end")]
    [InlineData("models average", "OUT MODEL")]
    [InlineData("models list", "--json")]
    [InlineData("models inspect", "MODEL --tensors --json")]
    [InlineData("models verify", "MODEL")]
    [InlineData("models import", "FOLDER --name --output --from --to")]
    [InlineData("models export", "MODEL OUT --to")]
    [InlineData("models quantise", "MODEL OUT --to")]
    [InlineData("models shortlist", "MODEL --corpus --per-token --frequent --output --threads")]
    [InlineData("compare", "--lengths --sizes --kernels --size --kernel --heads --stride --dilation --depth --learn --quick --seed --threads --report --language --charts --csv --json")]
    [InlineData("positions", "ENCODING --positions --size --train --quick --seed --threads --report --language --csv --json")]
    [InlineData("evaluate", "--model --last --terms --term --copy-names --source --reference --hypothesis --baseline --lowercase --tokenize --moses --by-length --metric --bootstrap --beam --length-penalty --length-exponent --coverage-penalty --sample --temperature --top-k --top-p --seed --weights --shortlist --json")]
    [InlineData("localize", "FILE --to --from --model --output --memory --glossary --review-below --again --no-state --strict --threads --weights --json")]
    [InlineData("studio", "--model --urls --open --runs --data --api-keys --allow-host --log-texts --weights --threads")]
    [InlineData("attend", "--source --target --source-file --target-file --tsv --columns --model --format --words --limit --output --encoder --explain --over-training --seed --report --language --csv")]
    [InlineData("align", "--pairs --source --target --tsv --columns --words --limit --model --reverse --symmetrise --soft --gold --gold-base --tune --output --threads --json")]
    public void The_help_of_a_verb_lists_its_options_and_examples(string verb, string options)
    {
        HeedProcess.Result help = HeedProcess.Run([.. verb.Split(' '), "--help"]);
        Assert.Equal(0, help.Code);
        Assert.Equal("", help.Error);
        foreach (string option in options.Split(' ')) Assert.Contains(option, help.Output);
        Assert.Contains($"Examples:\n  heed {verb} ", help.Output);
    }

    [Fact]
    public void Without_a_verb_the_verbs_are_listed()
    {
        HeedProcess.Result help = HeedProcess.Run();
        Assert.Equal(0, help.Code);
        foreach (string verb in (string[])["translate", "train", "evaluate", "attend", "align", "localize", "corpus", "models", "compare", "positions", "studio"]) Assert.Contains($"\n  {verb}", help.Output);
    }

    [Theory]
    [InlineData("translate")]
    [InlineData("train")]
    [InlineData("evaluate")]
    [InlineData("attend")]
    [InlineData("align")]
    [InlineData("localize")]
    [InlineData("models average")]
    [InlineData("models shortlist")]
    [InlineData("compare")]
    [InlineData("positions")]
    [InlineData("studio")]
    public void The_examples_of_a_help_are_understood(string verb)
    {
        string help = HeedProcess.Run([.. verb.Split(' '), "--help"]).Output;
        string[] examples = [.. help[help.IndexOf("Examples:", StringComparison.Ordinal)..].Split('\n').Skip(1).Where(static line => line.Contains("heed "))];
        Assert.NotEmpty(examples);
        foreach (string example in examples) ShellCommand.AssertUnderstood(example);
    }

    [Fact]
    public void The_commands_of_the_documents_are_understood()
    {
        int commands = 0;
        foreach (string path in (string[])["README.md", .. Directory.GetFiles(Path.Combine(HeedProcess.Root, "docs"), "*.md")])
        {
            foreach (string line in File.ReadLines(Path.Combine(HeedProcess.Root, path)).Where(static line => line.StartsWith("    ") && line.Contains("./heed ")))
            {
                ShellCommand.AssertUnderstood(line);
                commands++;
            }
        }
        Assert.InRange(commands, 10, 1000);
    }
}
