using System.Text;
using System.Text.Json;

namespace Heed.Documents;

/// <summary>
/// A JSON file of messages, nested or not, as i18next, vue-i18n, Angular, Flutter (ARB) and others have it: each string is a text, except those whose names begin with <c>@</c>. Comments and commas at ends are let pass.
/// </summary>
internal static class JsonDocument
{
    private const int MostDepth = 64;

    public static LocalizableDocument Parse(DocumentText document, DocumentLanguages languages)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(document.Text);
        var units = new List<DocumentUnit>();
        var edits = new List<TextEdit>();
        var path = new List<(string Name, int Index)>();
        bool isPlain = document.Text.AsSpan().IndexOfAnyExceptInRange('\0', '\x7F') < 0 && document.Text.Contains("\\u", StringComparison.Ordinal);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MostDepth, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        int at = 0, characters = 0;
        string property = "";
        var names = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        property = reader.GetString()!;
                        break;
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        path.Add((Name(), 0));
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        path.RemoveAt(path.Count - 1);
                        property = "";
                        Count();
                        break;
                    case JsonTokenType.String:
                        characters += Encoding.UTF8.GetCharCount(bytes.AsSpan(at, (int)reader.TokenStartIndex - at));
                        at = (int)reader.TokenStartIndex;
                        Add(reader.GetString()!, characters, reader.ValueSpan);
                        property = "";
                        Count();
                        break;
                    default:
                        property = "";
                        Count();
                        break;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            long line = e is JsonException json ? (json.LineNumber ?? 0) + 1 : document.LineOf(characters);
            string said = e.Message.Split(" LineNumber:")[0].TrimEnd('.').ReplaceLineEndings(" ");
            throw new InvalidDataException($"{document.Path}:{line}: this is no sound JSON: {DocumentText.OneLine(said)}.", e);
        }
        return new LocalizableDocument(document, units) { HasAccessKeys = true, HasNames = true, LanguageEdits = edits };

        string Name() => property.Length > 0 ? property : path.Count > 0 ? path[^1].Index.ToString(System.Globalization.CultureInfo.InvariantCulture) : "";

        void Count()
        {
            if (path.Count > 0) path[^1] = path[^1] with { Index = path[^1].Index + 1 };
        }

        void Add(string value, int start, ReadOnlySpan<byte> raw)
        {
            string id = string.Join('.', path.Skip(1).Select(static p => p.Name).Append(Name()));
            int end = start + 2 + Encoding.UTF8.GetCharCount(raw);
            bool isAbout = property.StartsWith('@') || path.Any(static p => p.Name.StartsWith('@'));
            if (property is "@@locale" && value == languages.From) edits.Add(new TextEdit(start + 1, end - 1, languages.To));
            if (isAbout) return;
            if (!names.Add(id)) throw document.Bad(start, $"\"{id}\" stands here a second time");
            units.Add(new DocumentUnit
            {
                Id = id,
                At = start,
                Source = [Decode(value, document.Text[(start + 1)..(end - 1)])],
                Write = (translation, _) => [new TextEdit(start + 1, end - 1, string.Concat(translation.Select(t => t.Raw ?? Encode(t.Text, isPlain))))],
            });
        }
    }

    private static Inline Decode(string value, string raw)
    {
        int[] map = new int[value.Length + 1];
        int at = 0;
        for (int i = 0; i < value.Length; i++)
        {
            map[i] = at;
            at += raw[at] != '\\' ? 1 : raw[at + 1] == 'u' ? 6 : 2;
        }
        map[^1] = at;
        return new Inline(InlineKind.Text, value, raw, map);
    }

    private static string Encode(string text, bool isPlain)
    {
        var encoded = new StringBuilder(text.Length + 8);
        foreach (char c in text)
        {
            switch (c)
            {
                case '"': encoded.Append("\\\""); break;
                case '\\': encoded.Append("\\\\"); break;
                case '\n': encoded.Append("\\n"); break;
                case '\r': encoded.Append("\\r"); break;
                case '\t': encoded.Append("\\t"); break;
                default:
                    if (c < ' ' || (isPlain && c > '~')) encoded.Append("\\u").Append(((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
                    else encoded.Append(c);
                    break;
            }
        }
        return encoded.ToString();
    }
}
