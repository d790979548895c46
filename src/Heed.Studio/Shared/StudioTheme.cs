using MudBlazor;

namespace Heed.Studio.Shared;

/// <summary>Colours and letters. Every colour of text stands out from what is behind it by 4.5 to 1 at least (WCAG AA), in light and dark.</summary>
internal static class StudioTheme
{
    private static readonly string[] Latin = ["system-ui", "Segoe UI", "Noto Sans", "DejaVu Sans", "sans-serif"];
    private static readonly string[] Persian = ["Vazirmatn", "Noto Sans Arabic", "Segoe UI", "Tahoma", "system-ui", "sans-serif"];
    private static readonly MudTheme LeftToRight = Make(Latin), RightToLeft = Make(Persian);

    public static MudTheme Of(bool isRightToLeft) => isRightToLeft ? RightToLeft : LeftToRight;

    private static MudTheme Make(string[] family) => new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#3b3f8f",
            Secondary = "#8a3a62",
            Tertiary = "#0b6b5d",
            Info = "#1c5f9e",
            Success = "#1d6b3a",
            Warning = "#8a5300",
            Error = "#b3261e",
            AppbarBackground = "#ffffff",
            AppbarText = "#1f2933",
            Background = "#fafbfc",
            BackgroundGray = "#eef1f5",
            Surface = "#ffffff",
            DrawerBackground = "#ffffff",
            DrawerText = "#1f2933",
            TextPrimary = "#1f2933",
            TextSecondary = "#55606d",
            TextDisabled = "#6b7580",
            ActionDefault = "#55606d",
            LinesDefault = "#d5dae0",
            LinesInputs = "#7b8794",
            TableLines = "#e2e6eb",
            Divider = "#dde2e8",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#b3b8ff",
            PrimaryContrastText = "#14162e",
            Secondary = "#f0a9cb",
            SecondaryContrastText = "#2b0f1d",
            Tertiary = "#7fd6c4",
            TertiaryContrastText = "#04211c",
            Info = "#8cc4f5",
            InfoContrastText = "#06202f",
            Success = "#85d69d",
            SuccessContrastText = "#052112",
            Warning = "#f2bf6b",
            WarningContrastText = "#2c1c00",
            Error = "#ffb0a8",
            ErrorContrastText = "#3a0906",
            AppbarBackground = "#15181d",
            AppbarText = "#e6e9ed",
            Background = "#101317",
            BackgroundGray = "#1b1f25",
            Surface = "#181c22",
            DrawerBackground = "#15181d",
            DrawerText = "#e6e9ed",
            TextPrimary = "#e6e9ed",
            TextSecondary = "#aab4bf",
            TextDisabled = "#8a949f",
            ActionDefault = "#aab4bf",
            LinesDefault = "#323a44",
            LinesInputs = "#77828e",
            TableLines = "#2a313a",
            Divider = "#2a313a",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = family, FontSize = "0.9375rem", LineHeight = "1.5" },
            Button = new ButtonTypography { FontFamily = family, TextTransform = "none", FontWeight = "600" },
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px", AppbarHeight = "52px" },
    };
}
