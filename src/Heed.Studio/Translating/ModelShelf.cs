using System.Collections.Concurrent;
using Heed.Kernels;
using Heed.Models;

namespace Heed.Studio.Translating;

/// <summary>
/// The models that the studio offers, by name. A name is looked up in a list made at start and in the folder of runs, never taken as a path. A model is loaded when it is first asked for, once, and the one that was not asked for
/// the longest makes room.
/// </summary>
internal sealed class ModelShelf(StudioOptions options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Place> _loaded = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<(string Name, string Folder)> _named = Named(options);
    private long _clock;

    /// <summary>Threads that translate.</summary>
    public Workers Workers { get; } = options.Threads is { } threads ? new Workers(threads) : Workers.All;

    /// <summary>The models now: those named at start, then those of runs, as <c>runs/NAME</c>.</summary>
    public IReadOnlyList<ShelfModel> All()
    {
        var all = new List<ShelfModel>();
        foreach ((string name, string folder) in _named.Concat(OfRuns()))
            if (TryDescribe(folder) is { } description) all.Add(new ShelfModel(name, description));
        return all;
    }

    /// <summary>The name of the model to begin with; null where there is none.</summary>
    public string? First => _named.Select(static model => model.Name).Concat(OfRuns().Select(static model => model.Name)).FirstOrDefault();

    /// <summary>The folder of a model.</summary>
    /// <exception cref="KeyNotFoundException">There is no such model; the message names those there are.</exception>
    public string FolderOf(string name) =>
        _named.Concat(OfRuns()).Where(model => model.Name == name).Select(static model => model.Folder).FirstOrDefault()
        ?? throw new KeyNotFoundException($"There is no model of that name; there are {string.Join(", ", _named.Concat(OfRuns()).Select(static model => model.Name))}.");

    /// <summary>Loads a model, or gives the one that is loaded.</summary>
    /// <exception cref="KeyNotFoundException">There is no such model.</exception>
    /// <exception cref="InvalidDataException">It cannot be read; the message names file and fault.</exception>
    public Task<Translator> LoadAsync(string name)
    {
        string folder = FolderOf(name);
        DateTime written = File.GetLastWriteTimeUtc(Path.Combine(folder, "model.safetensors"));
        lock (_lock)
        {
            if (_loaded.TryGetValue(name, out Place? place) && place.Written == written && !place.Translator.IsFaulted)
            {
                place.Used = ++_clock;
                return place.Translator;
            }
            while (_loaded.Count >= options.Limits.Models) _loaded.Remove(_loaded.MinBy(static of => of.Value.Used).Key);
            var loading = Task.Run(() => Translator.Load(folder, Workers, options.Weights));
            _loaded[name] = new Place(loading, written) { Used = ++_clock };
            return loading;
        }
    }

    private IEnumerable<(string Name, string Folder)> OfRuns()
    {
        if (!Directory.Exists(options.Runs)) yield break;
        foreach (string folder in Directory.GetDirectories(options.Runs).Order(StringComparer.Ordinal))
            if (File.Exists(Path.Combine(folder, "config.json")) && File.Exists(Path.Combine(folder, "model.safetensors"))) yield return ($"runs/{Path.GetFileName(folder)}", folder);
    }

    private static IReadOnlyList<(string Name, string Folder)> Named(StudioOptions options)
    {
        if (options.Models.Count == 0) return [.. ModelFolder.All().OrderBy(static model => model.Name == "fr-en" ? 0 : 1)];
        (string Name, string Folder)[] named = [.. options.Models.Select(static model => (Name: Path.GetFileName(Path.TrimEndingDirectorySeparator(model)), Folder: ModelFolder.Resolve(model))).Distinct()];
        return named.CountBy(static model => model.Name).FirstOrDefault(static of => of.Value > 1).Key is { } twice
            ? throw new InvalidDataException($"--model: two of the folders are called {twice}, and pages and programs could not tell them apart; rename one.")
            : named;
    }

    private readonly ConcurrentDictionary<(string Folder, DateTime Written), ModelDescription?> _descriptions = new();

    private ModelDescription? TryDescribe(string folder)
    {
        try
        {
            return _descriptions.GetOrAdd((folder, File.GetLastWriteTimeUtc(Path.Combine(folder, "model.safetensors"))), static of => ModelDescription.Of(of.Folder));
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return null;                                                                    // being written, or damaged: it is not offered
        }
    }

    private sealed class Place(Task<Translator> translator, DateTime written)
    {
        public Task<Translator> Translator => translator;

        public DateTime Written => written;

        public long Used { get; set; }
    }
}
