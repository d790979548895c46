using System.Text;
using Heed.Studio.Translating;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace Heed.Studio.Pages.Documents;

/// <summary>Translates documents: brought as files or pasted, given back translated. Nothing of them is kept or logged.</summary>
public sealed partial class DocumentsPage : ComponentBase
{
    // A pasted text comes in one message, which may not be larger than 128 KB; a file comes in parts.
    private const int MostPasted = 30_000, MostDocuments = 10;

    private readonly List<DocumentJob> _jobs = [];
    private readonly List<string> _faults = [];
    private readonly CancellationTokenSource _left = new();
    private IReadOnlyList<ShelfModel>? _models;
    private string? _model;
    private string _pasted = "", _kind = DocumentKind.Text.Name;
    private int _next, _inputs;

    /// <inheritdoc/>
    public void Dispose()
    {
        _left.Cancel();
        foreach (DocumentJob job in _jobs) job.Stop.Cancel();
        _left.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        _models = await Task.Run(Models.All);
        _model = _models.Count > 0 ? _models[0].Name : null;
    }

    private async Task BringAsync(InputFileChangeEventArgs e)
    {
        _faults.Clear();
        int room = MostDocuments - _jobs.Count;
        if (e.FileCount > room)
        {
            _faults.Add(T.Of("documents.too-many", T.Number(MostDocuments)));
            _inputs++;
            return;
        }
        foreach (IBrowserFile file in e.GetMultipleFiles(Math.Max(1, room)))
        {
            if (_left.IsCancellationRequested) return;
            string name = DocumentKind.SafeName(file.Name);
            if (DocumentKind.Of(name) is not { } kind) _faults.Add(T.Of("documents.unknown", name));
            else if (file.Size > Limits.DocumentBytes) _faults.Add(T.Of("documents.too-large", name, T.Number(Limits.DocumentBytes / (1024 * 1024))));
            else if (_jobs.Sum(static job => job.Bytes) + file.Size > 2 * Limits.DocumentBytes) _faults.Add(T.Of("documents.too-much", name));
            else if (await ReadAsync(file) is { } content) Add(name, kind, content);
            else _faults.Add(T.Of("documents.unread", name));
        }
        _inputs++;                                                                          // the same file can be brought again
    }

    private async Task<byte[]?> ReadAsync(IBrowserFile file)
    {
        try
        {
            using Stream stream = file.OpenReadStream(Limits.DocumentBytes, _left.Token);
            using var content = new MemoryStream();
            await stream.CopyToAsync(content, _left.Token);
            return content.ToArray();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or Microsoft.JSInterop.JSException or TimeoutException)
        {
            return null;                                                                    // the browser let go of it, or the page was left
        }
    }

    private void Paste()
    {
        _faults.Clear();
        DocumentKind? kind = DocumentKind.All.FirstOrDefault(kind => kind.Name == _kind);
        if (kind is null || string.IsNullOrWhiteSpace(_pasted) || _pasted.Length > MostPasted) return;
        if (Add($"text-{_next + 1}{kind.Extensions[0]}", kind, Encoding.UTF8.GetBytes(_pasted))) _pasted = "";
    }

    private bool Add(string name, DocumentKind kind, byte[] content)
    {
        // Looked at here and not only before files are read: two choices of files can be read side by side.
        string? fault = _jobs.Count >= MostDocuments ? T.Of("documents.too-many", T.Number(MostDocuments))
            : _jobs.Sum(static job => job.Bytes) + content.Length > 2 * Limits.DocumentBytes ? T.Of("documents.too-much", name)
            : DocumentKind.FaultOf(content) is { } key ? T.Of(key, name)
            : null;
        if (fault is not null)
        {
            _faults.Add(fault);
            return false;
        }
        _jobs.Add(new DocumentJob(_next++, name, kind, content));
        return true;
    }

    private void TranslateAll()
    {
        foreach (DocumentJob job in _jobs.Where(static job => job.State == DocumentState.Ready)) Start(job);
    }

    private void Start(DocumentJob job)
    {
        if (_model is { } model) _ = Desk.TranslateAsync(job, model, Changed);
    }

    private void Changed()
    {
        if (!_left.IsCancellationRequested) _ = InvokeAsync(StateHasChanged);
    }

    private static void Again(DocumentJob job)
    {
        job.Stop.Dispose();
        (job.Stop, job.State, job.Result, job.Error, job.Done, job.All) = (new CancellationTokenSource(), DocumentState.Ready, null, null, 0, 0);
    }

    private void Remove(DocumentJob job)
    {
        job.Stop.Cancel();
        _jobs.Remove(job);
    }

    private void RemoveAll()
    {
        foreach (DocumentJob job in _jobs) job.Stop.Cancel();
        _jobs.Clear();
        _faults.Clear();
    }

    private async Task DownloadAsync(DocumentJob job)
    {
        if (job.Result is { } result) await Browser.DownloadAsync(Path.GetFileName(result.Report.Output), "text/plain;charset=utf-8", Encoding.UTF8.GetString(result.Content.Span));
    }

    private string StateOf(DocumentJob job) => job.State switch
    {
        DocumentState.Ready => T["documents.ready"],
        DocumentState.Waiting => T["documents.waiting"],
        DocumentState.Working => job.All == 0 ? T["documents.working"] : T.Of("documents.progress", T.Number(job.Done), T.Number(job.All)),
        DocumentState.Done => T["documents.done"],
        DocumentState.Failed => T["documents.failed"],
        _ => T["documents.cancelled"],
    };
}
