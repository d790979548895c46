using Heed.Documents;

namespace Heed.Studio.Pages.Documents;

/// <summary>A document that was brought to a page, and its translation. It is in memory only, and gone with the page.</summary>
/// <param name="id">Its number on the page.</param>
/// <param name="name">Its name, as it may be shown.</param>
/// <param name="kind">Its kind.</param>
/// <param name="content">Its bytes.</param>
internal sealed class DocumentJob(int id, string name, DocumentKind kind, byte[] content)
{
    /// <summary>Its number on the page.</summary>
    public int Id => id;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Its kind.</summary>
    public DocumentKind Kind => kind;

    /// <summary>Its bytes.</summary>
    public ReadOnlyMemory<byte> Content => content;

    /// <summary>Of a table, what its first line has in its columns.</summary>
    public IReadOnlyList<string> Columns { get; } = kind == DocumentKind.Table ? DocumentKind.ColumnsOf(content) : [];

    /// <summary>Of a table, the column to translate, counted from 1.</summary>
    public int Column { get; set; } = 1;

    /// <summary>How far it has come.</summary>
    public DocumentState State { get; set; }

    /// <summary>Texts that are done.</summary>
    public int Done { get; set; }

    /// <summary>Its texts; 0 before they are counted.</summary>
    public int All { get; set; }

    /// <summary>Why it was refused.</summary>
    public string? Error { get; set; }

    /// <summary>Its translation.</summary>
    public LocalizedDocument? Result { get; set; }

    /// <summary>The language of the translation.</summary>
    public string To { get; set; } = "";

    /// <summary>The language it was translated from.</summary>
    public string From { get; set; } = "";

    /// <summary>Stops it.</summary>
    public CancellationTokenSource Stop { get; set; } = new();

    /// <summary>Whether it takes or will take time of the machine.</summary>
    public bool IsBusy => State is DocumentState.Waiting or DocumentState.Working;

    /// <summary>Bytes that it holds.</summary>
    public long Bytes => content.Length + (Result?.Content.Length ?? 0);

    /// <summary>Translates it.</summary>
    /// <param name="translator">What translates.</param>
    /// <param name="progress">Is told how many texts are done, and of how many.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InvalidDataException">It is refused; the message names the line.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public LocalizedDocument Translate(Decoding.ITranslator translator, IProgress<(int Done, int All)> progress, CancellationToken cancellation) =>
        kind == DocumentKind.Text ? new LineLocalizer(translator).Localize(name, content, 0, progress, cancellation)
        : kind == DocumentKind.Table ? new LineLocalizer(translator).Localize(name, content, Column, progress, cancellation)
        : new Localizer(translator).Localize(name, content, progress, cancellation);
}
