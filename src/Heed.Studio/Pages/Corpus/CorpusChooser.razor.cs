using System.Globalization;
using System.Text.RegularExpressions;
using Heed.Studio.Data;
using Heed.Text.Corpora;
using Microsoft.AspNetCore.Components;

namespace Heed.Studio.Pages.Corpus;

/// <summary>Chooses a corpus: messages of the SDK, or files of the folder of corpora.</summary>
public sealed partial class CorpusChooser : ComponentBase
{
    private CorpusSource _source = new();
    private bool _withLanguages;

    /// <summary>The files to choose from.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<DataFile> Files { get; set; } = [];

    /// <summary>Whether a folder of corpora was named at start.</summary>
    [Parameter]
    public bool HasFolder { get; set; }

    /// <summary>Whether a corpus is being read.</summary>
    [Parameter]
    public bool IsBusy { get; set; }

    /// <summary>Called with what was chosen, and whether to look for other languages.</summary>
    [Parameter]
    public EventCallback<(CorpusSource Source, bool WithLanguages)> OnOpen { get; set; }

    [GeneratedRegex(@"(?<![A-Za-z])(?<from>[a-z]{2,3})[-_](?<to>[a-z]{2,3})(?![A-Za-z])", RegexOptions.CultureInvariant)]
    private static partial Regex TwoLanguages { get; }

    private string Place
    {
        get => _source.File;
        set
        {
            DataFile? file = Files.FirstOrDefault(file => file.Name == value);
            _source = file is null ? new CorpusSource() : Of(file);
        }
    }

    private Task Open() => OnOpen.InvokeAsync((_source, _withLanguages));

    private CorpusSource Of(DataFile file)
    {
        Match languages = TwoLanguages.Match(file.Name);
        return new CorpusSource
        {
            Kind = file.Kind,
            File = file.Name,
            Other = file.Partner(Files)?.Name ?? "",
            From = languages.Success ? languages.Groups["from"].Value : "en",
            To = languages.Success ? languages.Groups["to"].Value : "fr",
        };
    }

    private void SetKind(string kind) => _source = _source with { Kind = kind };

    // English is what the messages were written in: two languages that are the same become a language and English.
    private void SetLanguages(string from, string to)
    {
        if (from == to) (from, to) = from == _source.From ? (SdkCorpus.Languages.First(language => language != to), to) : (from, SdkCorpus.Languages.First(language => language != from));
        _source = _source with { From = from, To = to };
    }

    private void Swap() => _source = _source.HasTwoFiles
        ? _source with { File = _source.Other, Other = _source.File }
        : _source with { From = _source.To, To = _source.From };

    private static int Number(object? value, int otherwise) => int.TryParse(value as string, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= 1000 ? number : otherwise;
}
