namespace Heed.Apps.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("fly", "'fly'")]
    [InlineData("translate --beam 0 x", "--beam: '0' is not a whole number from 1 to 64.")]
    [InlineData("translate --beam many x", "--beam: 'many'")]
    [InlineData("translate --heatmap loud x", "--heatmap: 'loud' is none of terminal, svg, html, json, none.")]
    [InlineData("translate --file f x", "TEXT or --file")]
    [InlineData("translate --heatmap svg x y", "one sentence")]
    [InlineData("translate --heatmap html --file f", "--heatmap html shows TEXT")]
    [InlineData("translate --json --heatmap terminal x", "--json and --heatmap terminal")]
    [InlineData("translate --n-best 6 x", "--n-best 6 is more than a beam of 5 finds; add --beam 6.")]
    [InlineData("translate --n-best 0 x", "--n-best: '0' is not a whole number from 1 to 64.")]
    [InlineData("translate --n-best 2 --heatmap terminal x", "--n-best lists translations")]
    [InlineData("translate --sample --beam 3 x", "--sample draws translations, --beam searches")]
    [InlineData("translate --temperature 0.5 x", "--temperature is for drawn translations; add --sample.")]
    [InlineData("translate --sample --temperature 0 x", "--temperature: '0' is not a number from 0.01 to 100.")]
    [InlineData("translate --sample --top-p 0 x", "--top-p: '0' is not a number above 0 and at most 1.")]
    [InlineData("translate --sample --top-k 0 x", "--top-k: '0' is not a whole number of at least 1.")]
    [InlineData("translate --seed 3 x", "--seed is for drawn translations; add --sample.")]
    [InlineData("translate --length-penalty loud x", "--length-penalty: 'loud' is none of power, gnmt.")]
    [InlineData("translate --length-exponent 11 x", "--length-exponent: '11' is not a number from 0 to 10.")]
    [InlineData("translate --coverage-penalty -1 x", "--coverage-penalty: '-1' is not a number from 0 to 100.")]
    [InlineData("evaluate --reference f --hypothesis g --beam 3", "--beam says how to translate; --hypothesis has translations.")]
    [InlineData("translate --wings x", "'--wings'")]
    [InlineData("translate --term chat x", "--term 'chat': write a term, = and its translation")]
    [InlineData("translate --term =tomcat x", "--term '=tomcat': write a term, = and its translation")]
    [InlineData("translate --sample --copy-names x", "--copy-names is for searches, --sample draws token by token; leave one out.")]
    [InlineData("translate --prefix a --prefixes f x", "--prefix is for all texts, --prefixes has one for each; leave one out.")]
    [InlineData("translate --last 2 x", "--last takes the last models of a run: name the run's folder with --model.")]
    [InlineData("attend", "Give one of --source TEXT, --source-file F and --tsv F.")]
    [InlineData("attend --source x --tsv f", "Give one of")]
    [InlineData("attend --source-file f --target x", "--target goes with --source")]
    [InlineData("attend --source x --target-file f", "--target-file goes with --source-file")]
    [InlineData("attend --source-file f --columns 2,1", "--columns goes with --tsv")]
    [InlineData("attend --source-file f --format svg", "--format html takes many")]
    [InlineData("attend --source x --words loud", "--words: 'loud' is none of split, space.")]
    [InlineData("attend --source x --limit 3", "--limit goes with")]
    [InlineData("attend --source x --format loud", "--format: 'loud' is none of terminal, svg, html, json, pharaoh, soft, safetensors.")]
    [InlineData("attend --source x --json --format svg", "--json and --format svg")]
    [InlineData("evaluate --model m --source f", "'--reference' is required")]
    [InlineData("evaluate --reference f", "--hypothesis")]
    [InlineData("evaluate --reference f --hypothesis g --model m", "--hypothesis needs no --model")]
    [InlineData("evaluate --reference f --hypothesis g --tokenize spaces", "--tokenize: 'spaces' is none of 13a, none, intl, char.")]
    [InlineData("train --from fr --to en --corpus sdk:fr-en", "'--out' is required")]
    [InlineData("train --from fr --to en --out r", "--corpus sdk:fr-en")]
    [InlineData("train --from fr --to en --out r --source a --source b --target c", "2 and 1")]
    [InlineData("train --from fr --to en --out r --tsv a --columns 2", "--columns: \"2\"")]
    [InlineData("train --from fr --to en --out r --tsv a --columns 2,2", "--columns: \"2,2\"")]
    [InlineData("train --from fr --to en --out r --tsv a --columns 1,2 --columns 2,1", "once for each --tsv")]
    [InlineData("train --from fr --to en --out r --corpus sdk:fr-en --columns 2,1", "there is no --tsv")]
    [InlineData("train --from fr --to en --out r --tsv a --max-time soon", "--max-time: 'soon'")]
    [InlineData("train --from fr --to en --out r --tsv a --dropout 1", "--dropout: '1'")]
    [InlineData("train --from fr --to en --out r --tsv a --lr 0", "--lr: '0'")]
    [InlineData("compare --lengths 0,16", "lengths: give two or more rising numbers from 2 to 16,384")]
    [InlineData("compare --lengths 16,many", "--lengths '16,many': write whole numbers with commas")]
    [InlineData("compare --lengths 16,32 --kernel 16 --stride 40", "stride: 40 is above the shortest length, 16")]
    [InlineData("compare --heads 5", "5 heads do not divide")]
    [InlineData("compare --language fa", "--language is the page's")]
    [InlineData("positions sinusoidal --size 7", "even")]
    [InlineData("positions nothing", "choose one of none, normalised")]
    [InlineData("positions --positions 100000", "--positions: '100000' is not a whole number from 4 to 4096")]
    [InlineData("train --from fr --to en --out r --tsv a --architecture transformer --score additive --positions rotary", "positions: rotary: AdditiveScore changes")]
    [InlineData("train --from fr --to en --out r --tsv a --score loud", "--score: 'loud' is none of additive, dot, scaled-dot, bilinear, cosine, gaussian, none.")]
    [InlineData("train --from fr --to en --out r --tsv a --dev-source d", "--dev-source and --dev-target")]
    [InlineData("train --from fr --to en --out r --corpus nowhere", "--corpus: \"nowhere\"")]
    [InlineData("train --from fr --to en --out r --tsv a --size 3", "size: must be even")]
    [InlineData("train --out r --tsv a", "--from")]
    public void What_makes_no_sense_is_one_line_and_exit_code_2(string arguments, string says)
    {
        HeedProcess.Result result = HeedProcess.Run(arguments.Split(' '));
        Assert.Equal(2, result.Code);
        Assert.Equal("", result.Output);
        Assert.StartsWith("heed: ", result.Error);
        Assert.Contains(says, result.Error);
        Assert.Equal(1, result.Error.Count(static c => c == '\n'));
    }

    [Fact]
    public void An_unknown_model_lists_what_was_found()
    {
        HeedProcess.Result result = HeedProcess.Run("translate", "--model", "no-such-model", "Bonjour.");
        Assert.Equal(1, result.Code);
        Assert.Equal("", result.Output);
        Assert.Contains("no-such-model", result.Error);
        Assert.Equal(1, result.Error.Count(static c => c == '\n'));
    }

    [Fact]
    public void A_stack_trace_is_shown_only_when_asked_for()
    {
        string[] arguments = ["evaluate", "--hypothesis", "no-such-file", "--reference", "no-such-file"];
        HeedProcess.Result quiet = HeedProcess.Run(arguments);
        HeedProcess.Result verbose = HeedProcess.Run([.. arguments, "--verbose"]);
        Assert.Equal((1, 1), (quiet.Code, verbose.Code));
        Assert.Contains("no-such-file", quiet.Error);
        Assert.DoesNotContain("   at ", quiet.Error);
        Assert.Contains("   at ", verbose.Error);
    }
}
