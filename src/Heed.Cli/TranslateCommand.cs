using System.CommandLine;
using System.CommandLine.Parsing;
using System.Threading.Channels;
using Heed.Decoding;
using Heed.Files;
using Heed.Kernels;
using Heed.Models;
using Heed.Visuals;

namespace Heed.Cli;

/// <summary><c>heed translate</c>: arguments, a file or standard input, a line out for a line in.</summary>
internal sealed class TranslateCommand : Command
{
    // Lines that have already arrived are translated together; the first is never kept waiting for a second.
    private const int MostLinesTogether = 64;

    // However long a document is, this much of it is in memory at a time: what is translated together, and what waits for it.
    private const int MostCharactersTogether = 1 << 16;

    private readonly Terminal _terminal;

    private readonly Argument<string[]> _texts = new("TEXT")
    {
        Description = "A text to translate; without one, standard input is read line by line",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _model = CommonOptions.Models();
    private readonly Option<int?> _last = CommonOptions.Last();
    private readonly Option<string?> _file = new("--file") { Description = "Translate this file, a line at a time (also .gz, .zip)", HelpName = "F" };

    private readonly Option<int?> _nBest = new Option<int?>("--n-best")
    {
        Description = "Give the N best translations (with --sample N samples), a line each: number of the text from 0 ||| translation ||| log-probability ||| score. "
            + "Of a text of several sentences, line i has the i-th of each",
        HelpName = "N",
    }.Between(1, SearchOptions.MostTranslations);

    private readonly Option<string?> _prefix = new("--prefix")
    {
        Description = "Begin the translation with this; half a word is completed, so end it with a space where the last word is whole",
        HelpName = "TEXT",
    };

    private readonly Option<string?> _prefixes = new("--prefixes") { Description = "What each translation begins with: a line for each text, empty for none (also .gz)", HelpName = "F" };

    private readonly SearchCommandOptions _search = new();

    private readonly Option<string?> _heatmap = new Option<string?>("--heatmap")
    {
        Description = "Show the attention: terminal (the default for TEXT on a terminal), svg, html, json or none",
        HelpName = "terminal|svg|html|json|none",
    }.OneOf("terminal", "svg", "html", "json", "none");

    private readonly Option<string?> _output = new("--output") { Description = "Write to this file, whole or not at all", HelpName = "F" };
    private readonly Option<int?> _threads = CommonOptions.Threads();
    private readonly Option<string?> _weights = CommonOptions.Weights();
    private readonly Option<bool> _shortlist = CommonOptions.Shortlist();
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a line: texts, score, pieces, words, attention" };

    public TranslateCommand(Terminal terminal) : base("translate", "Translate arguments, a file or standard input, and show the attention.")
    {
        _terminal = terminal;
        Arguments.Add(_texts);
        foreach (Option option in (Option[])[_model, _last, _file, _nBest, _prefix, _prefixes, .. _search.All, _heatmap, _output, _threads, _weights, _shortlist, _json]) Options.Add(option);
        WithExamples.AddTo(this, """
            heed translate "La voiture rouge de mon père est dans le garage."
            heed translate --beam 1 "Bonjour." "Où est la gare ?"
            heed translate --n-best 3 "Le chat dort."
            heed translate --sample --top-p 0.9 --seed 7 --n-best 3 "Le chat dort."
            heed translate --prefix "The cat is sle" "Le chat dort sur le canapé."
            heed translate --term "chat=tomcat" --term "canapé=couch" "Le chat dort sur le canapé."
            heed translate --terms terms.tsv --file letters.fr --output letters.en
            heed translate --file letters.fr --output letters.en
            heed translate --weights int8 --file letters.fr --output letters.en
            heed translate --heatmap html --output map.html "Le chat dort." "Où est la gare ?"
            heed translate --copy-names "Monsieur Nguyen habite à Szczecin."
            heed translate --model runs/first --model runs/second "Le chat dort."
            heed translate --model runs/first --last 4 "Le chat dort."
            cat letters.fr | heed translate --json
            """);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string[] texts = parsed.GetValue(_texts) ?? [];
        RefuseUnknownOptions(parsed, texts);
        string? file = parsed.GetValue(_file);
        string? output = parsed.GetValue(_output);
        bool json = parsed.GetValue(_json);
        int? nBest = parsed.GetValue(_nBest);
        SearchOptions options = _search.Read(parsed, nBest ?? 1);
        string heatmap = parsed.GetValue(_heatmap)
            ?? (texts.Length > 0 && _terminal.OutIsTerminal && output is null && !json && nBest is null ? "terminal" : "none");
        if (heatmap == "json") json = true;
        if (nBest is not null && heatmap is "terminal" or "svg" or "html") throw new UsageException($"--n-best lists translations, --heatmap {heatmap} shows one; leave one out.");
        if (texts.Length > 0 && file is not null) throw new UsageException("Give TEXT or --file, not both.");
        if (json && heatmap is "terminal" or "svg" or "html") throw new UsageException($"--json and --heatmap {heatmap} write to the same place; leave one out.");
        if (heatmap == "svg" && texts.Length != 1) throw new UsageException("--heatmap svg draws one sentence: give it as TEXT.");
        if (heatmap == "html" && texts.Length == 0) throw new UsageException("--heatmap html shows TEXT; heed attend --source-file F --format html shows a file.");
        if (texts.Length == 0 && file is null && _terminal.InIsTerminal) return Parse(["--help"]).Invoke(parsed.InvocationConfiguration);

        string[] folders = CommonOptions.FoldersOf(parsed.GetValue(_model), parsed.GetValue(_last));
        CommonOptions.CheckIsFile(file);   // before the model is read
        Prefixes prefixes = Prefixes.Of(parsed.GetValue(_prefix), parsed.GetValue(_prefixes));
        CommonOptions.CheckFolderOf(output);
        options = CommonOptions.WithShortlist(options, parsed.GetValue(_shortlist), folders);
        Translator translator = Translator.Load(folders, CommonOptions.WorkersOf(parsed.GetValue(_threads)), CommonOptions.WeightsOf(parsed.GetValue(_weights)));

        if (heatmap == "svg")
        {
            Drawing(translator.Translate(prefixes.For(texts), options, _terminal.Stop)[0], output);
            return ExitCode.Done;
        }
        if (heatmap == "html")
        {
            Page(translator.Translate(prefixes.For(texts), options, _terminal.Stop), output, translator.Config);
            return ExitCode.Done;
        }
        if (output is null)
        {
            Write(_terminal.Out);
        }
        else
        {
            AtomicFile.Write(output, stream =>
            {
                using StreamWriter writer = new(stream, leaveOpen: true) { NewLine = "\n" };
                Write(writer);
            });
        }
        return ExitCode.Done;

        void Write(TextWriter writer)
        {
            long number = 0;
            bool onTerminal = output is null && _terminal.OutIsTerminal;
            DocumentProgress.Show(_terminal, onTerminal || texts.Length > 0, DocumentProgress.BytesOf(file), done =>
            {
                foreach (Translation translation in Translations())
                {
                    WriteOne(writer, translation, number++);
                    done?.Invoke(translation.Source);
                }
                prefixes.End();
            });
        }

        void WriteOne(TextWriter writer, Translation translation, long number)
        {
            _terminal.Warn(translation);
            if (json)
            {
                writer.WriteLine(TranslationJson.Of(translation));
                return;
            }
            if (nBest is not null)
            {
                NBestText.Write(writer, number, translation);
                return;
            }
            writer.WriteLine(TranslatedLine.Of(translation));   // a line in, a line out
            if (heatmap != "terminal") return;
            writer.WriteLine();
            HeatmapOutput.Write(translation, writer, _terminal, output is null);
        }

        IEnumerable<Translation> Translations() =>
            texts.Length > 0 ? translator.Translate(prefixes.For(texts), options, _terminal.Stop)
            : file is not null ? TranslateFile(translator, options, file, prefixes)
            : TranslateStream(translator, options, prefixes);
    }

    // The parser takes what looks like an option and is none for a text; after -- that is meant.
    private static void RefuseUnknownOptions(ParseResult parsed, string[] texts)
    {
        int meant = parsed.Tokens.Reverse().TakeWhile(static token => token.Type != TokenType.DoubleDash).Count();
        int first = meant == parsed.Tokens.Count ? texts.Length : texts.Length - meant;
        foreach (string text in texts.Take(first))
            if (text.StartsWith('-') && text.TrimStart('-') is [>= 'a' and <= 'z', ..] && !text.Any(char.IsWhiteSpace))
                throw new UsageException($"There is no option '{text}'; to translate it, put -- before it.");
    }

    // The drawing is what was asked for; the translation goes where it does not spoil it.
    private void Drawing(Translation translation, string? output)
    {
        _terminal.Warn(translation);
        string svg = HeatmapOutput.Svg(translation);
        if (output is null)
        {
            _terminal.Error.WriteLine(TranslatedLine.Of(translation));
            _terminal.Out.WriteLine(svg);
            return;
        }
        AtomicFile.WriteText(output, svg);
        _terminal.Out.WriteLine(TranslatedLine.Of(translation));
    }

    private void Page(IReadOnlyList<Translation> translations, string? output, ModelConfig config)
    {
        HeatmapOutput.RequireAttention(config);
        foreach (Translation translation in translations)
        {
            _terminal.Warn(translation);
            (output is null ? _terminal.Error : _terminal.Out).WriteLine(TranslatedLine.Of(translation));
        }
        using StringWriter page = new();
        AttentionPage.Write(page, HeatmapOutput.Maps(translations, config));
        if (output is null) _terminal.Out.Write(page);
        else AtomicFile.WriteText(output, page.ToString());
    }

    private IEnumerable<Translation> TranslateFile(Translator translator, SearchOptions options, string file, Prefixes prefixes)
    {
        List<string> together = [];
        int characters = 0;
        foreach (string line in Lines.Read(file))
        {
            _terminal.Stop.ThrowIfCancellationRequested();
            together.Add(line);
            characters += line.Length;
            if (together.Count < MostLinesTogether && characters < MostCharactersTogether) continue;
            foreach (Translation translation in translator.Translate(prefixes.For(together), options, _terminal.Stop)) yield return translation;
            together.Clear();
            characters = 0;
        }
        foreach (Translation translation in translator.Translate(prefixes.For(together), options, _terminal.Stop)) yield return translation;
    }

    private IEnumerable<Translation> TranslateStream(Translator translator, SearchOptions options, Prefixes prefixes)
    {
        Channel<string> arrived = Channel.CreateBounded<string>(new BoundedChannelOptions(4 * MostLinesTogether) { SingleReader = true, SingleWriter = true });
        // A thread of its own: a read from a pipe or a terminal cannot be cancelled, and must not keep the process alive.
        new Thread(ReadLines) { IsBackground = true, Name = "standard input" }.Start();
        List<string> lines = [];
        while (arrived.Reader.WaitToReadAsync(_terminal.Stop).AsTask().GetAwaiter().GetResult())
        {
            lines.Clear();
            for (int characters = 0; lines.Count < MostLinesTogether && characters < MostCharactersTogether && arrived.Reader.TryRead(out string? line); characters += line.Length) lines.Add(line);
            foreach (Translation translation in translator.Translate(prefixes.For(lines), options, _terminal.Stop)) yield return translation;
            _terminal.Out.Flush();
        }

        void ReadLines()
        {
            try
            {
                foreach (string line in Lines.Read(_terminal.In, "standard input"))
                    arrived.Writer.WriteAsync(line).AsTask().GetAwaiter().GetResult();
                arrived.Writer.Complete();
            }
            catch (Exception e) when (e is IOException or InvalidDataException)
            {
                arrived.Writer.Complete(e);   // thrown again where the lines are awaited
            }
        }
    }
}
