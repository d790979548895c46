using Microsoft.Extensions.Localization;
using MudBlazor;

namespace Heed.Studio.Wording;

/// <summary>What the components say of themselves, such as the label of a button that closes, in the page's language.</summary>
internal sealed class StudioMudLocalizer(WordingOfPage page) : MudLocalizer
{
    public override LocalizedString this[string key] => page.Words.Keys.Contains($"mud.{key}") ? new LocalizedString(key, page.Words[$"mud.{key}"]) : new LocalizedString(key, key, resourceNotFound: true);
}
